"""The house's order: keys point down the staircase, and what is personal has a date to go."""

import tomllib
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.db import models

from commonground.common.ids import PublicIdField

ROOT = Path(__file__).resolve().parents[2]
# of no room: opaque ids, codes and names of jobs, never words
COMMON = {"common.AuditRow", "common.JobRun", "common.Erasure"}


def levels() -> dict[str, int]:
    """Room -> how high it stands, from the contract that import-linter checks."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = project["tool"]["importlinter"]["contracts"][0]
    rows = [[r.strip() for r in row.replace("|", ":").split(":")] for row in contract["layers"]]
    return {room: height for height, row in enumerate(reversed(rows)) for room in row}


def our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("commonground.")]


def test_every_key_points_into_its_own_room_or_a_lower_one():
    height = levels()
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created
        and (target := field.related_model._meta.app_label) != model._meta.app_label
        and target in height
        and height[target] >= height[model._meta.app_label]
    ]  # fmt: skip
    assert wrong == []


def test_no_row_that_somebody_else_can_name_shows_its_primary_key():
    """Public ids are random; a room's models have one unless nothing outside names them."""
    for model in our_models():
        for field in model._meta.fields:
            if isinstance(field, PublicIdField):
                assert field.unique and not field.primary_key


def lists(room: str, name: str, empty):
    module = f"commonground.{room}.retention"
    return getattr(import_module(module), name, empty) if find_spec(module) else empty


def personal_fields(room: str) -> dict[str, set[str]]:
    """Model -> fields that the room's retention table empties."""
    found: dict[str, set[str]] = {}
    for rule in lists(room, "RETENTION", []):
        if rule.model:  # the others are about files
            found.setdefault(rule.model, set()).update(rule.personal)
    return found


def may_hold_words(field: models.Field) -> bool:
    """A field into which somebody could write something about a person, or where they live."""
    if isinstance(field, models.SlugField | PublicIdField) or field.choices:
        return False
    if field.name in ("latitude", "longitude"):
        return True
    return isinstance(field, models.TextField | models.CharField | models.JSONField)


def surely_personal(field: models.Field) -> bool:
    names = {"latitude", "longitude", "to", "username", "display_name", "shown_name", "photo",
             "file_name", "subject", "body"}  # fmt: skip
    is_words = isinstance(field, models.TextField | models.EmailField)
    return may_hold_words(field) and (is_words or field.name in names)


def test_every_model_with_words_is_in_its_rooms_retention_table():
    missing = []
    for model in our_models():
        room, label = model._meta.app_label, model._meta.label
        known = {*personal_fields(room), *lists(room, "NOT_PERSONAL", {}), *COMMON}
        if label not in known and any(may_hold_words(f) for f in model._meta.concrete_fields):
            missing.append(label)
    assert missing == []


def test_every_personal_field_of_a_listed_model_is_emptied():
    kept = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        if (emptied := personal_fields(model._meta.app_label).get(model._meta.label)) is not None
        for field in model._meta.concrete_fields
        if surely_personal(field) and field.name not in emptied
    ]
    assert kept == []


def test_retention_tables_name_models_and_fields_that_exist():
    for room in {m._meta.app_label for m in our_models()}:
        for label, fields in personal_fields(room).items():
            model = apps.get_model(label)
            assert fields <= {f.name for f in model._meta.get_fields()}, label
            assert model._meta.app_label == room
        for label in lists(room, "NOT_PERSONAL", {}):
            assert apps.get_model(label)._meta.app_label == room


def test_no_file_of_the_product_is_longer_than_350_lines():
    long = [
        f"{file.relative_to(ROOT)}: {count}"
        for file in (ROOT / "src").rglob("*.py")
        if "migrations" not in file.parts
        and (count := len(file.read_text(encoding="utf-8").splitlines())) > 350
    ]
    assert long == []


def test_no_room_listens_to_signals():
    """News travels by rows that an upper room reads, or by a call."""
    heard = [
        str(file.relative_to(ROOT))
        for file in (ROOT / "src").rglob("*.py")
        if "dispatch import receiver" in (text := file.read_text(encoding="utf-8"))
        or "_save.connect(" in text
    ]
    assert heard == []
