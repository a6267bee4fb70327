"""Every form field comes out with its label, help and errors tied together."""

from django import forms
from django.template import Context, Template
from django.utils import translation
from pytest_django.asserts import assertHTMLEqual, assertNotInHTML


class Joining(forms.Form):
    """A small form with one field of each sort."""

    name = forms.CharField(label="Name", help_text="As in the register")
    email = forms.EmailField(
        label="E-mail", required=False, widget=forms.EmailInput(attrs={"placeholder": "E-mail"})
    )
    grounds = forms.ChoiceField(
        label="Grounds", widget=forms.RadioSelect, choices=[("vote", "A vote")]
    )
    agree = forms.BooleanField(label="I agree")
    token = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("The agreement is closed.")


def test_a_field_has_label_help_and_input():
    assertHTMLEqual(
        Joining()["name"].as_field_group(),
        """
        <div class="ds-field">
          <label class="ds-label" for="id_name">Name</label>
          <div data-field="description" id="id_name_helptext">As in the register</div>
          <input type="text" name="name" class="ds-input" required id="id_name"
            aria-describedby="id_name_helptext">
        </div>
        """,
    )


def test_a_field_in_error_is_described_by_its_error():
    with translation.override("en"):
        field = Joining({})["name"].as_field_group()
    assertHTMLEqual(
        field,
        """
        <div class="ds-field">
          <label class="ds-label" for="id_name">Name</label>
          <div data-field="description" id="id_name_helptext">As in the register</div>
          <input type="text" name="name" class="ds-input" required id="id_name"
            aria-invalid="true" aria-describedby="id_name_helptext id_name_error">
          <div class="stack tight" id="id_name_error">
            <p class="ds-validation-message">This field is required.</p>
          </div>
        </div>
        """,
    )


def test_a_field_that_may_be_left_out_says_so_and_has_no_placeholder():
    with translation.override("en"):
        field = Joining()["email"].as_field_group()
    assertHTMLEqual(
        field,
        """
        <div class="ds-field">
          <label class="ds-label" for="id_email">
            E-mail <span class="optional">(optional)</span>
          </label>
          <input type="email" name="email" class="ds-input" id="id_email" maxlength="320">
        </div>
        """,
    )


def test_choices_are_a_group_under_their_question():
    assertHTMLEqual(
        Joining()["grounds"].as_field_group(),
        """
        <fieldset class="ds-fieldset">
          <legend class="ds-label">Grounds</legend>
          <div class="options" id="id_grounds">
            <div class="ds-field">
              <input type="radio" name="grounds" value="vote" class="ds-input" required
                id="id_grounds_0">
              <label class="ds-label" for="id_grounds_0">A vote</label>
            </div>
          </div>
        </fieldset>
        """,
    )


def test_a_checkbox_stands_before_its_label():
    assertHTMLEqual(
        Joining()["agree"].as_field_group(),
        """
        <div class="ds-field">
          <input type="checkbox" name="agree" class="ds-input" required id="id_agree">
          <label class="ds-label" for="id_agree">I agree</label>
        </div>
        """,
    )


def summary(form):
    """The error summary above a form."""
    source = Template('{% include "components/error_summary.html" %}')
    with translation.override("en"):
        return source.render(Context({"form": form}))


def test_the_summary_tells_every_error_and_leads_to_the_fields():
    assertHTMLEqual(
        summary(Joining({"name": "Nordvik", "agree": "on"})),
        """
        <section class="ds-error-summary" tabindex="-1" autofocus aria-labelledby="error-summary">
          <h2 class="ds-heading" id="error-summary">
            This must be corrected before you can go on
          </h2>
          <ul class="ds-list">
            <li>The agreement is closed.</li>
            <li>This field is required.</li>
            <li><a class="ds-link" href="#id_grounds">Grounds: This field is required.</a></li>
          </ul>
        </section>
        """,
    )


def test_a_form_without_errors_has_no_summary():
    assert summary(Joining()).strip() == ""


def test_the_form_leaves_errors_of_the_whole_to_the_summary():
    assertNotInHTML("The agreement is closed.", str(Joining({})))
