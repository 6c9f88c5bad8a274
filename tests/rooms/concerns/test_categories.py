import pytest
from django.core.exceptions import PermissionDenied

from commonground.common.errors import Refused
from commonground.concerns.categories import check_names_no_person, load_categories, save_category
from commonground.concerns.models import Category

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", [
    "Suspicious person", "SUSPICIOUS  PERSONS", "Youths hanging about", "Rough sleepers",
    "Migrants", "Homeless people", "Gypsies and travellers", "Drug users", "Beggars",
    "Jóvenes en la plaza", "jovenes", "Personas sin hogar", "Gitanos", "Inmigrantes",
    "Loiterers", "Gang members", "Prostitutes",
])  # fmt: skip
def test_a_kind_of_person_is_no_category(name):
    with pytest.raises(Refused, match="kind of person"):
        check_names_no_person({"en": name})


@pytest.mark.parametrize("name", [
    "Shouting at passers-by", "Broken street light", "Whiteboard broken",
    "Drug dealing in the open",
    "Ruido por la noche", "A place that feels unsafe", "Dogs off the lead",
])  # fmt: skip
def test_a_condition_or_a_conduct_is(name):
    check_names_no_person({"en": name})


def test_every_language_is_looked_at(cast):
    with pytest.raises(Refused):
        save_category(slug="x", name={"en": "Noise", "es": "Gitanos"}, by=cast.faye)


def test_only_the_administrator_edits(cast):
    save_category(slug="x", name={"en": "Broken bench"}, by=cast.faye)
    for staff in (cast.bram, cast.dana, cast.hana):
        with pytest.raises(PermissionDenied):
            save_category(slug="x", name={"en": "Bench"}, by=staff)


def test_out_of_scope_must_say_where_to_go(cast):
    with pytest.raises(Refused, match="where else"):
        save_category(slug="x", name={"en": "Water"}, out_of_scope=True, by=cast.faye)


def test_what_we_ship_is_complete_in_both_languages_and_loaded_once(db):
    first = load_categories()
    assert first == 19 and load_categories() == 0
    for row in Category.objects.all():
        told = row.where_to_go if row.out_of_scope else row.guidance
        assert set(row.name) == set(told) == {"en", "es"}


def test_loading_again_keeps_what_staff_changed(cast):
    load_categories()
    save_category(slug="noise", name={"en": "Noise after ten"}, by=cast.faye)
    load_categories()
    assert Category.objects.get(slug="noise").name == {"en": "Noise after ten"}
