import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('credits', '0007_months_and_others'),
    ]

    operations = [
        migrations.RenameField(model_name='verdict', old_name='checks', new_name='told'),
        migrations.AlterField(
            model_name='verdict',
            name='told',
            field=models.JSONField(help_text='the checks of a verdict from before they were kept in columns', null=True),
        ),
        migrations.CreateModel(
            name='CheckTexts',
            fields=[
                ('digest', models.CharField(help_text='SHA-256 of the content', max_length=64, primary_key=True, serialize=False)),
                ('content', models.TextField(help_text='JSON: name, effect, unit, sentences and cure of each check, in order')),
            ],
            options={
                'verbose_name_plural': 'check texts',
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='verdict',
            name='figures',
            field=models.BinaryField(default=b''),
        ),
        migrations.AddField(
            model_name='verdict',
            name='outcomes',
            field=models.CharField(blank=True, default='', help_text='see credits.verification.kept.Kept', max_length=100),
        ),
        migrations.AddField(
            model_name='verdict',
            name='words',
            field=models.TextField(blank=True, default=''),
        ),
        migrations.AddField(
            model_name='verdict',
            name='texts',
            field=models.ForeignKey(db_index=False, help_text="its checks' sentences", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='credits.checktexts'),
        ),
    ]
