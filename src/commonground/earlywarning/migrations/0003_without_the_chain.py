"""What the chain of mornings needed goes; apart, since PostgreSQL alters no table just filled."""

from django.db import migrations, models

STATES = [
    ("new", "New"), ("taken_up", "Taken up"), ("explained", "We know why"),
    ("watched", "Watched"), ("not_useful", "Not useful"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("earlywarning", "0002_alerts_live_on")]

    operations = [
        migrations.RemoveIndex("alert", "earlywarnin_state_f1b5aa_idx"),
        migrations.RemoveIndex("alert", "earlywarnin_stream_3d0da1_idx"),
        migrations.RemoveField("alert", "began_as"),
        migrations.RemoveField("alert", "is_latest"),
        migrations.RemoveField("alert", "run"),
        migrations.AlterField("alert", "opened_on", models.DateField()),
        migrations.AlterField("alert", "seen_on", models.DateField()),
        migrations.AlterField(
            "alert", "state", models.CharField(choices=STATES, default="new", max_length=10)
        ),
        migrations.AlterField(
            "alertdecision", "decision", models.CharField(choices=STATES[1:], max_length=10)
        ),
        migrations.AddIndex(
            "alert", models.Index(fields=["state", "seen_on"], name="earlywarnin_state_ce4e69_idx")
        ),
        migrations.AddIndex(
            "alert",
            models.Index(fields=["stream", "seen_on"], name="earlywarnin_stream_040597_idx"),
        ),
        migrations.AddConstraint(
            "alert",
            models.CheckConstraint(
                condition=models.Q(seen_on__gte=models.F("opened_on")),
                name="alert_is_seen_after_it_opens",
            ),
        ),
        migrations.AddConstraint(
            "sighting",
            models.UniqueConstraint(fields=["alert", "run"], name="one_sighting_a_scan"),
        ),
    ]
