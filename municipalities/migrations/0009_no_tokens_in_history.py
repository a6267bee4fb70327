"""Addresses in the history from before tokens were cut out of them: the tokens go, the rest stays."""

from django.db import migrations

BEFORE = "forhandler|invitasjon|konto/+confirm-email|konto/+password/+reset/+key"
TOKEN = f"(/+(?:{BEFORE})/+)[^/]+"
"""Case does not count. The history holds paths alone, without a query."""


def cut_tokens(apps, schema_editor):
    """Put an ellipsis in the place of each token, as kslisens/history.py does from then on."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE pghistory_context SET metadata = jsonb_set(
                metadata, '{url}', to_jsonb(regexp_replace(metadata->>'url', %s, %s, 'gi'))
            )
            WHERE metadata->>'url' ~* %s
            """,
            [TOKEN, "\\1…", TOKEN],
        )


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0008_whose_order_limits"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [migrations.RunPython(cut_tokens, migrations.RunPython.noop)]
