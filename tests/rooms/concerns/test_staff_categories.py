"""The category editor: conditions and conduct, never kinds of people."""

import pytest

from commonground.concerns.models import CannedAnswer, Category
from tests.rooms.concerns.conftest import signed_in

NEW = {
    "slug": "barking", "name_en": "Barking dogs", "name_es": "Perros que ladran",
    "active": "on", "order": "30",
}  # fmt: skip


def test_faye_adds_a_category_in_two_languages_and_changes_it(cast):
    faye = signed_in(cast.faye)
    assert faye.post("/team/categories/new/", NEW).status_code == 302
    row = Category.objects.get(slug="barking")
    assert row.name == {"en": "Barking dogs", "es": "Perros que ladran"}
    faye.post("/team/categories/barking/", {"name_en": "Dogs that bark", "order": "30"})
    row.refresh_from_db()
    assert row.name == {"en": "Dogs that bark"} and not row.active
    assert "Not offered" in faye.get("/team/categories/").content.decode()


@pytest.mark.parametrize(
    "name", ["Suspicious person", "Youths", "Rough sleepers", "Illegal migrants"]
)
def test_a_kind_of_person_is_refused_and_what_was_typed_stays(cast, name):
    page = signed_in(cast.faye).post("/team/categories/new/", NEW | {"name_en": name})
    assert page.status_code == 422
    assert "is a kind of person" in page.content.decode() and name in page.content.decode()
    assert not Category.objects.exists()


def test_the_spanish_name_is_looked_at_too(cast):
    page = signed_in(cast.faye).post("/team/categories/new/", NEW | {"name_es": "Migrantes"})
    assert page.status_code == 422


def test_a_short_name_is_used_once(cast):
    faye = signed_in(cast.faye)
    faye.post("/team/categories/new/", NEW)
    page = faye.post("/team/categories/new/", NEW)
    assert page.status_code == 422 and b"short name is taken" in page.content


def test_what_is_not_for_us_says_where_else_to_go(cast):
    page = signed_in(cast.faye).post("/team/categories/new/", NEW | {"out_of_scope": "on"})
    assert page.status_code == 422 and b"where else to go" in page.content


def test_faye_writes_a_ready_made_text(cast):
    sent = {"slug": "thanks", "name_en": "Thanks", "words_en": "Thank you.", "active": "on"}
    signed_in(cast.faye).post("/team/answers/new/", sent)
    assert CannedAnswer.objects.get().words == {"en": "Thank you."}


@pytest.mark.parametrize("name", ["bram", "chidi", "dana", "hana", "gus", "esi"])
def test_nobody_else_edits_categories(cast, name):
    assert signed_in(getattr(cast, name)).get("/team/categories/").status_code == 403
