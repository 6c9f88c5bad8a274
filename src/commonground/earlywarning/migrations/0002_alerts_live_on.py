"""One alert from the first morning that finds it to the last, and a sighting for each morning."""

import django.db.models.deletion
from django.db import migrations, models

SEEN = ("started_on", "ends_on", "observed", "expected", "p_value", "recurrence_days", "cells",
        "radius_m", "one_place")  # fmt: skip

def join_mornings(apps, schema_editor):
    """Until now each morning made an alert of its own, which named the first one."""
    Alert = apps.get_model("earlywarning", "Alert")
    for first in Alert.objects.filter(began_as=None).select_related("run"):
        rows = [first, *first.found_again.select_related("run").order_by("run__as_of")]
        _keep_sightings(apps, first, rows)
        last = rows[-1]
        for name in (*SEEN, "covering", "by_day", "state"):
            setattr(first, name, getattr(last, name))
        first.opened_on, first.seen_on = rows[0].run.as_of, last.run.as_of
        first.save()
        first.neighbourhoods.set(last.neighbourhoods.all())
        for row in rows[1:]:
            row.neighbourhoods.clear()
            row.delete()


def _keep_sightings(apps, first, rows):
    Sighting = apps.get_model("earlywarning", "Sighting")
    Decision = apps.get_model("earlywarning", "AlertDecision")
    for row in rows:
        values = {name: getattr(row, name) for name in SEEN}
        Sighting.objects.create(alert=first, run_id=row.run_id, **values)
        Decision.objects.filter(alert=row).update(alert=first)


class Migration(migrations.Migration):
    dependencies = [("earlywarning", "0001_first")]

    operations = [
        migrations.AlterModelOptions("alert", {"ordering": ["-seen_on", "p_value", "public_id"]}),
        migrations.AddField("alert", "opened_on", models.DateField(null=True)),
        migrations.AddField("alert", "seen_on", models.DateField(null=True)),
        migrations.CreateModel(
            name="Sighting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("started_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("observed", models.PositiveIntegerField()),
                ("expected", models.FloatField()),
                ("p_value", models.FloatField()),
                ("recurrence_days", models.FloatField()),
                ("cells", models.JSONField()),
                ("radius_m", models.PositiveIntegerField()),
                ("one_place", models.BooleanField()),
                ("alert", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sightings", to="earlywarning.alert")),
                ("run", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="sightings", to="earlywarning.scanrun")),
            ],
            options={"ordering": ["run__as_of", "id"]},
        ),
        migrations.RunPython(join_mornings, migrations.RunPython.noop),
    ]
