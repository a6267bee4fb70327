"""Compiled translations: each .po file of locale/ becomes the .mo file that Django reads."""

from kslisens.development.steps import CHECKOUT, run, step


def compile_changed():
    """Compile the translations that changed since they were last compiled."""
    changed = [po for po in sorted(CHECKOUT.glob("locale/*/LC_MESSAGES/*.po")) if _is_newer(po)]
    if changed:
        with step("translations"):
            for po in changed:
                _compile(po)


def _is_newer(po):
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime


def _compile(po):
    """Compile beside the old file and put it in place whole."""
    unfinished = po.with_suffix(".mo.unfinished")
    run("msgfmt", "--check-format", "--output-file", unfinished, po)
    unfinished.replace(po.with_suffix(".mo"))
