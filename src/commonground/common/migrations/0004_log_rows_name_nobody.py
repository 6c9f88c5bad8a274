from django.db import migrations


def take_names_off(apps, schema_editor):
    """Who logged a contact is kept for a while with the contact; the trail is kept for ever."""
    rows = apps.get_model("common", "AuditRow").objects
    rows.filter(verb__startswith="log.", actor_kind="staff").update(actor_id="")


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0003_keys_without_order"),
    ]

    operations = [migrations.RunPython(take_names_off, migrations.RunPython.noop)]
