"""Keyset pages: every row once, whatever it is ordered by."""

from datetime import timedelta

import pytest
from django.core.exceptions import BadRequest

from commonground.common import clock
from commonground.common.paging import page
from commonground.concerns import withholding
from commonground.concerns.inbox import withheld
from commonground.concerns.models import Category
from commonground.concerns.reporting import report
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood


def all_pages(rf, rows, by: str, **options) -> list:
    """Every row, in the order in which somebody who presses "More" sees them."""
    found, address = [], "?"
    while address:
        one = page(rf.get(f"/{address}"), rows, by, size=2, **options)
        assert len(one.rows) <= 2
        found += one.rows
        address = one.next_url
    return found


@pytest.mark.parametrize("newest_first", [False, True])
def test_a_text_orders_as_well_as_a_day_and_the_same_name_hides_nobody(rf, db, newest_first):
    names = ["Ann", "Bo~b", "Same", "Same", "Same", "Zoë & <Co>", "~"]
    for number, name in enumerate(names):
        Neighbourhood.objects.create(source_id=str(number), slug=f"p{number}", name=name)
    rows = Neighbourhood.objects.all()
    found = all_pages(rf, rows, "name", newest_first=newest_first)
    assert sorted(place.name for place in found) == sorted(names)
    assert len({place.pk for place in found}) == len(names)


def test_rows_without_an_id_of_their_own_are_told_apart_by_the_row_beside(rf, cast, town, clock_at):
    kind = Category.objects.create(slug="noise", name={"en": "Noise"})
    for _ in range(5):  # all at the same moment
        concern, _receipt = report(
            category=kind, words="Loud.", by=cast.bram.actor(), neighbourhood=town.north
        )
        withholding.withhold(concern=concern, by=cast.bram, reason="It names somebody.")
    found = all_pages(rf, withheld(cast.hana), "at", then="concern__public_id", newest_first=True)
    assert len({change.concern_id for change in found}) == len(found) == 5


@pytest.mark.parametrize("after", ["x", "~", "2026-13-45~K", "~K"])
def test_a_cut_address_is_said(rf, db, after):
    with pytest.raises(BadRequest):
        page(rf.get("/", {"after": after}), Staff.objects.all(), "date_joined")


def test_faye_finds_everybody_by_pressing_more(client, cast):
    for number in range(30):
        Staff.objects.create(username=f"n{number}", display_name=f"Name {number:02}")
    client.force_login(cast.faye)
    first = client.get("/team/people/")
    second = client.get("/team/people/" + first.context["next_url"])
    shown = [*first.context["staff_list"], *second.context["staff_list"]]
    assert len(shown) == len({one.pk for one in shown}) == 37
    assert second.context["next_url"] == ""


def test_the_duty_list_hides_none_that_nobody_took(client, cast, town, clock_at):
    kind = Category.objects.create(slug="danger", name={"en": "Danger"}, sensitive=True)
    for _ in range(27):
        report(category=kind, words="Help.", by=cast.bram.actor(), neighbourhood=town.north)
        clock_at.set(clock.now() + timedelta(minutes=1))
    client.force_login(cast.bram)
    first = client.get("/team/duty/")
    second = client.get("/team/duty/" + first.context["next_url"])
    assert len(first.context["concerns"]) + len(second.context["concerns"]) == 27
    assert first.context["untaken"] == second.context["untaken"] == 27
    assert not client.get("/team/duty/?show=taken").context["concerns"]
