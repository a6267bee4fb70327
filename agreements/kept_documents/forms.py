"""Turning what a person brings into a paper to keep."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.kept_documents.models import KeptDocument
from agreements.kept_documents.sandbox import MAX_SIZE, refusal


class KeptDocumentForm(forms.ModelForm):
    """A file, what it is, and who may see it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, PNG or JPEG, at most 20 MB."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose another."),
        },
    )

    class Meta:
        model = KeptDocument
        fields = ["kind", "title", "access", "legal_basis", "journal_reference"]

    field_order = ["file"]

    def clean_file(self):
        """The file; no more is read into memory than may be kept."""
        file = self.cleaned_data["file"]
        if file.size > MAX_SIZE:
            raise refusal("kept_too_large")
        return file

    def description(self):
        """What the person says about the file."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class WithdrawForm(forms.Form):
    """Why a paper is withdrawn."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why.")},
    )
