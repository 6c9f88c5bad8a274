"""The team's menu: what a role may open, under the steps of the loop; the daily pages in sight."""

import pytest

from commonground.people import menu
from commonground.people.context import pages, team_nav
from commonground.people.rules import can

pytestmark = pytest.mark.django_db


def seen(client, staff) -> str:
    client.force_login(staff)
    return client.get("/team/").content.decode()


def shown(rf, staff) -> dict:
    request = rf.get("/team/")
    request.user = staff
    return team_nav(request)


@pytest.mark.parametrize("name", ["bram", "chidi", "dana", "esi", "faye", "gus", "hana"])
def test_each_role_reaches_just_the_pages_that_it_may_open_by_the_menu(rf, cast, name):
    staff = getattr(cast, name)
    told = shown(rf, staff)
    reached = {link.name for link in told["team_nav"]}
    reached |= {
        link.name for _heading, links, _is_for_phones in told["team_more"] for link in links
    }
    may = {n for _h, entries in menu.STEPS for verb, n, _words in entries if can(staff, verb)}
    assert reached == may | {"mfa_index"} == {link.name for link in pages(staff)}


def test_on_a_phone_a_long_menu_keeps_few_in_a_line_and_none_is_lost(rf, cast):
    told = shown(rf, cast.bram)
    on_a_phone = [link.name for link in told["team_nav"] if link.on_a_phone]
    assert on_a_phone == list(menu.ON_A_PHONE)
    behind = {link.name for _heading, links, _only in told["team_more"] for link in links}
    assert {link.name for link in told["team_nav"]} - set(on_a_phone) <= behind


def test_a_short_menu_has_nothing_behind_a_word(rf, cast):
    told = shown(rf, cast.gus)
    assert told["team_more"] == [] and len(told["team_nav"]) <= menu.MOST_IN_SIGHT


def test_what_residents_say_and_the_problems_are_in_sight_of_a_team(client, cast):
    before, _mark, behind = seen(client, cast.bram).partition("More pages")
    for words in ("What residents say", "Problems", "Something is changing"):
        assert f">{words}</a>" in before
    for words in ("Surveys", "Measured by others", "Briefing"):
        assert f">{words}</a>" in behind and f">{words}</a>" not in before


def test_nobody_has_no_menu(rf):
    from django.contrib.auth.models import AnonymousUser

    assert shown(rf, AnonymousUser()) == {"team_nav": []}
