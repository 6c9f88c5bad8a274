"""Who can I talk to this week: a page and a poster, also with nothing planned."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from commonground.common import clock
from commonground.engagement.kinds import load_kinds
from commonground.engagement.models import EventKind
from commonground.engagement.planning import Plan, cancel_event, plan_event
from commonground.people.cards import edit_card, give_consent
from commonground.publishing import poster, talk_views, talking


@pytest.fixture
def meet(town, cast, clock_at):
    load_kinds()

    def make(title: str = "Drop-in", days: float = 1, **more):
        plan = Plan(
            kind=EventKind.objects.get(slug="community-meeting"),
            neighbourhoods=[town.north],
            title={"en": title},
            starts_at=clock.now() + timedelta(days=days),
            place={"en": "Library"},
            **more,
        )
        return plan_event(plan=plan, by=cast.bram.actor())

    return make


def talk(client, town, name: str = "talk"):
    return client.get(reverse(name, args=[town.north.slug]))


def test_it_names_consented_officers_and_the_week_s_meetings(client, town, cast, meet):
    edit_card(
        staff=cast.bram, shown_name="Bram", languages="English",
        come_and_talk="Tuesdays at the cafe", by=cast.bram.actor(),
    )  # fmt: skip
    assert "Tuesdays at the cafe" not in talk(client, town).content.decode()
    give_consent(staff=cast.bram, by=cast.bram.actor())
    meet("Drop-in at the library")
    meet("In a month", days=30)
    page = talk(client, town).content.decode()
    assert "Tuesdays at the cafe" in page
    assert "Drop-in at the library" in page
    assert "In a month" not in page
    assert "In danger now?" in page


def test_with_nothing_planned_it_says_so_and_how_to_reach_the_team(client, town, cast, meet):
    page = talk(client, town).content.decode()
    assert "Nobody has planned a meeting here this week." in page
    assert reverse("invite-us") in page
    meet("The next one there is", days=12)
    assert "The next one there is" in talk(client, town).content.decode()


def test_what_is_cancelled_or_not_listed_is_in_no_week(client, town, cast, meet):
    cancel_event(event=meet("Rained off"), because="Rain.", by=cast.bram.actor())
    meet("At the mosque", is_listed=False)
    page = talk(client, town).content.decode()
    assert "Rained off" not in page
    assert "At the mosque" not in page


def test_the_neighbourhood_page_leads_there(client, town, cast):
    page = client.get(reverse("neighbourhood", args=[town.north.slug])).content.decode()
    assert reverse("talk", args=[town.north.slug]) in page


def test_the_poster_is_one_sheet_with_the_same_words_whatever_they_hold(client, town, cast, meet):
    title = '#panic("x") \\ *bold* <b>'
    meet(title)
    for n in range(20):
        meet(f"Meeting number {n} of a week that is very full", days=2)
    answer = talk(client, town, "talk-poster")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.count(b"<</Type/Page/") == 1
    words = poster.words_of(talking.talk(town.north))
    assert words["events"][0]["title"] == title
    assert words["more"] == "and 9 more at the address below"


@pytest.mark.parametrize("sign", ["\x01", "\ufeff", "\uffff", "\u0ba4", "\u202e"])
def test_no_sign_in_a_title_keeps_the_poster_from_residents(client, town, cast, meet, sign):
    meet(f"Drop-in {sign}today")
    answer = talk(client, town, "talk-poster")
    assert answer.status_code == 200
    assert answer.content.startswith(b"%PDF")


def test_the_poster_with_nothing_planned_speaks_spanish(client, town, cast):
    url = reverse("talk-poster", args=[town.north.slug])
    assert client.get(url, headers={"accept-language": "es"}).content.startswith(b"%PDF")
    with override("es"):
        words = poster.words_of(talking.talk(town.north))
    assert words["title"] == "¿Con quién puedo hablar?"
    assert words["events"] == []


def test_the_poster_in_both_languages_is_one_sheet(client, town, cast, meet):
    for n in range(20):
        meet(f"Meeting number {n} of a week that is very full", days=2)
    page = talk(client, town).content.decode()
    assert "As a poster, with Español beside it" in page
    url = reverse("talk-poster", args=[town.north.slug])
    both = client.get(url, {"languages": "both"}).content
    assert both.count(b"<</Type/Page/") == 1
    assert both != client.get(url).content


def test_an_agency_of_one_language_has_one_poster(client, town, cast, monkeypatch):
    monkeypatch.setattr(talk_views, "other_languages", lambda: [])
    assert "beside it" not in talk(client, town).content.decode()
    url = reverse("talk-poster", args=[town.north.slug])
    assert client.get(url, {"languages": "both"}).content.startswith(b"%PDF")


def test_the_page_has_a_constant_number_of_queries(
    client, town, cast, meet, django_assert_max_num_queries
):
    for _n in range(8):
        meet()
    with django_assert_max_num_queries(6):
        talk(client, town)


def test_a_place_that_we_do_not_have_is_not_found(client, town):
    for name in ("talk", "talk-poster"):
        assert client.get(reverse(name, args=["nowhere"])).status_code == 404
