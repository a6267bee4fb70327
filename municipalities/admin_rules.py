"""What one case officer may write in the admin alone: each table's rule, and how it is kept.

An admin class has a rule, which names the fields and the reason. What the rule does not name is
read-only, a field that is added to a model later too. docs/admin.md prints all the rules.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django import forms
from django.contrib.admin import ModelAdmin, display
from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from municipalities.number_fields import number_formfield
from municipalities.texts import Text


@dataclass(frozen=True)
class OfficerRule:
    """What one case officer may write in a table, and the `reason` why nobody else is asked.

    `given` fields are written when a row is added, and never again. `until_effective` fields stay
    open until the row counts (`counts`, asked with the row; `effective_when` in words). `once`
    fields are filled in where they are empty, and `always` fields stay open. `administrator` fields
    are for KS administrators, who also change rows that count where `administrator_changes`.
    `added_before_effect`: a row that would count at once is not added.
    `instead` says how the rest changes; `page` is that act's URL name, or a function of the row.
    """

    reason: Text
    instead: Text = ""
    page: str | Callable[[Any], str] = ""
    may_add: bool = True
    added_before_effect: bool = False
    given: tuple = ()
    until_effective: tuple = ()
    counts: Callable[[Any], bool] = lambda row: False
    effective_when: Text = ""
    once: tuple = ()
    always: tuple = ()
    administrator: tuple = ()
    administrator_changes: bool = False

    def open_fields(self, row=None, *, by_administrator=False):
        """The names of the fields that may be written in a row; None is a row to be added."""
        names = {*self.always}
        if by_administrator:
            names |= {*self.administrator}
        if row is None:
            return names | {*self.given, *self.until_effective, *self.once}
        if by_administrator and self.administrator_changes or not self.counts(row):
            names |= {*self.until_effective}
        return names | {name for name in self.once if _is_empty(row, name)}

    def page_of(self, row=None) -> str:
        """The address where the act is that changes the rest; empty where there is none."""
        if callable(self.page):
            return self.page(row) if row else ""
        return reverse(self.page) if self.page else ""


def _is_empty(row, name: str) -> bool:
    return getattr(row, row._meta.get_field(name).attname) in {None, ""}


class FieldsAsOnThePages(BaseModelAdmin):
    """Numbers are typed in the admin as on the portal's own pages, and fixed words are ticked."""

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs):
        """The portal's own field for a number or several words, Django's for anything else."""
        if field := number_formfield(db_field, **kwargs):
            return field
        if has_fixed_words(db_field):
            return forms.MultipleChoiceField(
                choices=db_field.base_field.choices,
                widget=forms.CheckboxSelectMultiple,
                label=capfirst(db_field.verbose_name),
                help_text=db_field.help_text,
                required=not db_field.blank,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class NeverDeleted(FieldsAsOnThePages):
    """Rows of this table are never deleted in the admin; `rule` says who writes them."""

    rule: OfficerRule

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class ScreenWithRule(NeverDeleted, ModelAdmin):
    """A screen of its own in the admin, which says what may be written there."""

    def render_change_form(
        self, request: HttpRequest, context, add=False, change=False, form_url="", obj=None
    ):
        """The page says what the rule is, and leads to the act that changes the rest."""
        context |= {
            "rule": self.rule,
            "rule_page": self.rule.page_of(obj),
            "counts": obj is not None and self.rule.counts(obj),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)


WRITTEN_BY_ACTS = OfficerRule(
    reason=_("Nothing: the rows come from acts on the portal's own pages, each with its own rule."),
    may_add=False,
)


class OnlyShown(NeverDeleted):
    """Rows of this table come from acts on the portal's own pages; the admin only shows them."""

    rule = WRITTEN_BY_ACTS

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


class WrittenByActs(OnlyShown, ScreenWithRule):
    """A screen of rows that come from acts on the portal's own pages."""


class InlineByActs(OnlyShown, InlineModelAdmin):
    """The rows of another row, which come from acts on the portal's own pages."""


class FutureRowsOnly(forms.ModelForm):
    """Refuses a new row that would count at once, where the rule asks for that."""

    rule: OfficerRule

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # not in the stubs: Django's own, private
        is_new = self.instance._state.adding and self.has_changed() and not self.errors
        if is_new and self.rule.added_before_effect and self.rule.counts(self.instance):
            self.add_error(
                None,
                ValidationError(
                    _("This would count from today on. Give it a day to come."), code="not_ahead"
                ),
            )


class WrittenByOfficers(ScreenWithRule):
    """Case officers write what the rule names; everything else is read-only."""

    form = FutureRowsOnly

    def get_fields(self, request: HttpRequest, obj=None):
        """Every field that people may read, in the model's own order."""
        if self.fields:
            return self.fields
        may_write = self._open_fields(request, obj)
        return [self._shown(field, may_write) for field in editable_fields(self.model)]

    def get_readonly_fields(self, request: HttpRequest, obj=None):
        """What the rule does not name."""
        may_write = self._open_fields(request, obj)
        closed = [field for field in editable_fields(self.model) if field.name not in may_write]
        return [*(self._shown(field, may_write) for field in closed), *self.readonly_fields]

    def _shown(self, field, may_write):
        """A field by its name; what is closed and holds fixed words is printed by their labels."""
        is_printed = has_fixed_words(field) and field.name not in may_write
        return labels_of(field) if is_printed else field.name

    def get_form(self, request: HttpRequest, obj=None, change=False, **kwargs):
        form = cast(type[FutureRowsOnly], super().get_form(request, obj, change=change, **kwargs))
        form.rule = self.rule
        return form

    def has_add_permission(self, request: HttpRequest, obj=None):
        return self.rule.may_add and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj=None):
        """A row with nothing left to write is shown without a button."""
        is_open = obj is None or self.inlines or self._open_fields(request, obj)
        return bool(is_open) and super().has_change_permission(request, obj)

    def _open_fields(self, request: HttpRequest, obj):
        return self.rule.open_fields(obj, by_administrator=request.user.is_superuser)


class RowsByRule(BaseInlineFormSet):
    """Rows of an inline table; a field that the rule closes takes nothing from the browser."""

    rule: OfficerRule

    def add_fields(self, form, index) -> None:
        super().add_fields(form, index)
        form.rule = self.rule
        setattr(form.instance, self.fk.name, self.instance)
        row = None if form.instance._state.adding else form.instance
        closed = {field.name for field in editable_fields(self.model)}
        closed -= {self.fk.name, *self.rule.open_fields(row)}
        for name in closed & form.fields.keys():
            form.fields[name].disabled = True


class InlineByOfficers(NeverDeleted, InlineModelAdmin):
    """The rows of another row; case officers write what the rule names."""

    form = FutureRowsOnly
    formset = RowsByRule
    extra = 0

    def get_formset(self, request: HttpRequest, obj=None, **kwargs):
        formset = cast(type[RowsByRule], super().get_formset(request, obj, **kwargs))
        formset.rule = self.rule
        return formset

    def has_add_permission(self, request: HttpRequest, obj=None):
        """No rows are added under what counts, where the rule has them added before."""
        return (
            self.rule.may_add
            and not (self.rule.added_before_effect and obj and self._would_take_effect(obj))
            and super().has_add_permission(request, obj)
        )

    def _would_take_effect(self, parent) -> bool:
        """Whether any row would count at once, whatever is written in it."""
        [link] = (
            field
            for field in self.model._meta.concrete_fields
            if field.related_model is self.parent_model
            and (not self.fk_name or field.name == self.fk_name)
        )
        return self.rule.counts(self.model(**{link.name: parent}))


def has_fixed_words(field) -> bool:
    """Whether a column holds several words of a fixed list."""
    return isinstance(field, ArrayField) and bool(field.base_field.choices)


@cache
def labels_of(field):
    """A read-only field of the admin: the labels of the words that stand in a column."""
    labels = dict(field.base_field.choices)

    @display(description=field.verbose_name)
    def shown(row) -> str:
        return ", ".join(str(labels.get(word, word)) for word in getattr(row, field.name))

    shown.__name__ = field.name
    return shown


def editable_fields(model):
    """The columns and many-to-many fields that people may see in a form, in the model's order."""
    options = model._meta
    fields = sorted([*options.concrete_fields, *options.many_to_many])
    return [field for field in fields if field.editable and not isinstance(field, models.AutoField)]
