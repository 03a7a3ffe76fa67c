from datetime import date
from decimal import Decimal

from django.db import migrations

NOTE = "1 kWh of solar energy replaces 1 kWh of a petrol or diesel generator."


def add_factor(apps, schema_editor):
    apps.get_model("credits", "EmissionFactor").objects.get_or_create(
        code="NG-GENSET",
        valid_from=date(1990, 1, 1),
        defaults={
            "kg_co2_per_kwh": Decimal("1.2"),
            "source": "Lumix dMRV Engine, published specification: Nigeria baseline, petrol and diesel generators",
            "note": NOTE,
        },
    )


class Migration(migrations.Migration):
    dependencies = [("credits", "0001_initial")]
    operations = [migrations.RunPython(add_factor, migrations.RunPython.noop)]
