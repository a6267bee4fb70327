"""What members accept: dated versions of the terms."""

import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from agreements.frameworks.models.framework import FrameworkAgreement
from agreements.frameworks.triggers import TODAY

FROZEN_ONCE_ANNOUNCED = """
    IF EXISTS (
        SELECT FROM agreements_frameworkagreement f
        WHERE f.id = OLD.framework_id AND f.announced_on IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'terms_version_is_frozen_once_announced'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
"""
"""A text that somebody may have signed is never rewritten: a new text is a new version."""


@pghistory.track()
class TermsVersion(models.Model):
    """A dated version of a framework agreement's terms, as plain text in both written standards."""

    framework = models.ForeignKey(
        FrameworkAgreement,
        models.PROTECT,
        related_name="terms_versions",
        verbose_name=_("framework agreement"),
    )
    version = models.CharField(_("version"), max_length=20)
    valid_from = models.DateField(_("valid from"))
    text_nb = models.TextField(_("text in Bokmål"))
    text_nn = models.TextField(_("text in Nynorsk"))

    class Meta:
        ordering = ["framework", "-valid_from"]
        verbose_name = _("terms version")
        verbose_name_plural = _("terms versions")
        constraints = [
            models.UniqueConstraint(
                name="terms_version_one_per_day", fields=["framework", "valid_from"]
            ),
            models.UniqueConstraint(
                name="terms_version_number_once", fields=["framework", "version"]
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="terms_version_is_frozen_once_announced",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func=FROZEN_ONCE_ANNOUNCED,
            ),
            pgtrigger.Trigger(
                # Who joins today signs what stood there this morning
                name="terms_version_is_added_before_effect",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Condition(f"NEW.valid_from <= {TODAY}"),
                func="""
                    IF EXISTS (
                        SELECT FROM agreements_frameworkagreement f
                        WHERE f.id = NEW.framework_id AND f.announced_on IS NOT NULL
                    ) THEN
                        RAISE EXCEPTION 'terms_version_is_added_before_effect'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.framework} {self.version}"

    def text_in(self, language: str) -> str:
        """The terms in "nb" or "nn"."""
        return self.text_nn if language == "nn" else self.text_nb
