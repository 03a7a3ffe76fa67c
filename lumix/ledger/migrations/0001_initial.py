import django.db.models.functions.text
import django.db.models.lookups
from django.db import migrations, models

from lumix.ledger import triggers


def install_triggers(apps, schema_editor):
    triggers.install(schema_editor.connection)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerEntry',
            fields=[
                ('seq', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('prev', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('ts', models.DateTimeField()),
                ('actor', models.TextField()),
                ('type', models.TextField()),
                ('object', models.TextField()),
                ('canonical', models.BinaryField()),
            ],
            options={
                'verbose_name': 'ledger entry',
                'verbose_name_plural': 'ledger entries',
                'ordering': ['seq'],
                'indexes': [models.Index(fields=['object', 'seq'], name='ledger_entry_object')],
                'constraints': [models.UniqueConstraint(fields=('prev',), name='ledger_entry_prev_once'), models.UniqueConstraint(fields=('hash',), name='ledger_entry_hash_once'), models.CheckConstraint(condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length('prev'), 64), name='ledger_entry_prev_is_hash'), models.CheckConstraint(condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length('hash'), 64), name='ledger_entry_hash_is_hash'), models.CheckConstraint(condition=models.Q(models.Q(('prev', '0000000000000000000000000000000000000000000000000000000000000000'), ('seq', 1)), models.Q(('seq__gt', 1), models.Q(('prev', '0000000000000000000000000000000000000000000000000000000000000000'), _negated=True)), _connector='OR'), name='ledger_entry_first_is_genesis'), models.CheckConstraint(condition=models.Q(models.Q(('actor', ''), _negated=True), models.Q(('type', ''), _negated=True), models.Q(('object', ''), _negated=True)), name='ledger_entry_says_who_what_on_what')],
            },
        ),
        migrations.RunPython(install_triggers, migrations.RunPython.noop),
    ]
