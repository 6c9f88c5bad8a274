from django.db import migrations

import commonground.common.texts

MODELS = ["event", "series"]


def into_texts(apps, schema_editor) -> None:
    """What was written before is the English text: each name once, however many events it has."""
    for name in MODELS:
        rows = apps.get_model("engagement", name).objects
        for words in list(rows.exclude(place_was="").values_list("place_was", flat=True).distinct()):
            rows.filter(place_was=words).update(place={"en": words})


class Migration(migrations.Migration):
    dependencies = [("engagement", "0006_reach")]
    operations = [
        *(migrations.RenameField(name, "place", "place_was") for name in MODELS),
        *(
            migrations.AddField(
                name,
                "place",
                commonground.common.texts.TextByLanguageField(blank=True, default=dict),
            )
            for name in MODELS
        ),
        migrations.RunPython(into_texts, migrations.RunPython.noop),
        *(migrations.RemoveField(name, "place_was") for name in MODELS),
    ]
