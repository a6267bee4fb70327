"""What somebody brings to have a document checked: its code, or the file."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.documents.codes import read_code
from agreements.documents.verification import MAX_SIZE, SENTENCES, Outcome


class CodeForm(forms.Form):
    """The code on the last page."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Sixteen letters and digits, on the last page beside the QR code."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write the code.")},
    )

    def clean_code(self):
        """The code as it is kept."""
        code = read_code(self.cleaned_data["code"])
        if not code:
            raise forms.ValidationError(
                gettext("A code has sixteen letters and digits. Look at the last page again."),
                code="not_a_code",
            )
        return code


class FileForm(forms.Form):
    """The file itself."""

    file = forms.FileField(
        label=_("PDF file"),
        help_text=_("The file is checked and not kept."),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose another."),
        },
    )

    def clean_file(self):
        """The bytes; no more are read into memory than a document of ours can have."""
        file = self.cleaned_data["file"]
        if file.size > MAX_SIZE:
            raise forms.ValidationError(SENTENCES[Outcome.TOO_LARGE], code="too_large")
        return file.read()
