"""The two operations by which Django remakes a table on SQLite, dropping its triggers with the old one."""

from django.db import migrations, models

from lumix.ledger import triggers


def triggers_are_gone(apps, schema_editor):
    """Without this the test could pass because nothing was ever dropped."""
    if schema_editor.connection.vendor == "sqlite":
        assert len(triggers.missing(schema_editor.connection)) == 3


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_deep_checks")]

    operations = [
        migrations.AddField("ledgerentry", "note", models.TextField(default="none")),
        migrations.AlterField("ledgerentry", "actor", models.CharField(max_length=200)),
        migrations.RunPython(triggers_are_gone),
    ]
