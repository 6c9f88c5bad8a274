"""The coverage pages: who may see them, what they say, and that nothing is by officer."""

import re
from datetime import date, timedelta

import pytest

from commonground.analysis.coverage.twin import slow_gini
from commonground.common.actors import Actor
from commonground.engagement.coverage.models import CoverageRun, CoverageWeek
from commonground.insight.coverage import city as cities
from commonground.insight.coverage import spread
from commonground.places.margins import Line, load_margins
from commonground.places.models import Neighbourhood

BY = Actor.system("test")
PAGE, PLACE = "/team/coverage/", "/team/coverage/northside/"
LAST = date(2026, 2, 23)


def weeks(place, count=60, calls=25, contacts=0, **changes):
    """Weeks as adding up would leave them; `contacts` a number, or one for each week back."""
    each = contacts if callable(contacts) else lambda back: contacts
    CoverageWeek.objects.bulk_create(
        CoverageWeek(
            neighbourhood=place, week=LAST - timedelta(weeks=back), contacts=each(back),
            contact_minutes=20 * each(back), calls=calls, imported_visits=0, enforcement=7,
            unknown=1, **changes,
        )
        for back in range(count)
    )  # fmt: skip


@pytest.fixture
def two_years(cast, town, clock_at):
    """Northside only when called; Southside visited each week."""
    weeks(town.north, contacts=lambda back: int(back == 40))
    weeks(town.south, contacts=4, abstraction_minutes=90)
    CoverageRun.objects.create(first_week=LAST - timedelta(weeks=59), last_week=LAST)
    return town


def words_of(answer) -> str:
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(text.replace("\u2060", "").replace("\xa0", " ").replace("&#8288;", "").split())


@pytest.mark.parametrize("name", ["dana", "esi", "hana"])
def test_supervisor_analyst_and_overseer_see_the_agency(client, cast, two_years, name):
    client.force_login(getattr(cast, name))
    page = words_of(client.get(PAGE))
    assert "Were we there without being called?" in page
    assert page.index("Northside") < page.index("Southside")


@pytest.mark.parametrize("name", ["bram", "chidi", "faye", "gus"])
def test_a_stranger_to_the_agency_page_is_refused(client, cast, two_years, name):
    client.force_login(getattr(cast, name))
    assert client.get(PAGE).status_code == 403


def test_bram_sees_his_neighbourhood_and_chidi_does_not(client, cast, two_years):
    client.force_login(cast.bram)
    assert "Our presence in Northside" in words_of(client.get(PLACE))
    assert 'href="/team/coverage/northside/"' in client.get("/team/presence/").content.decode()
    client.force_login(cast.chidi)
    assert client.get(PLACE).status_code == 403


@pytest.mark.parametrize("name", ["faye", "gus"])
def test_administrator_and_standards_reader_see_no_neighbourhood(client, cast, two_years, name):
    client.force_login(getattr(cast, name))
    assert client.get(PLACE).status_code == 403


@pytest.mark.parametrize("path", [PAGE, PLACE, "/team/presence/"])
def test_nobody_is_sent_to_sign_in(client, two_years, path):
    answer = client.get(path)
    assert answer.status_code == 302 and "/accounts/login/" in answer.url


def test_the_word_the_rule_and_what_chance_may_do_are_said(client, cast, two_years):
    client.force_login(cast.esi)
    page = words_of(client.get(PAGE))
    assert "Only when called 1 neighbourhood" in page
    assert "Also without a call 1 neighbourhood" in page
    assert "is below 5 % with all of its interval" in page
    assert "at most about 0.0 wrong words" in page
    assert "Residents have not been asked yet." in page
    assert "Counts are as logged." in page


def test_only_one_word_can_be_listed(client, cast, two_years):
    client.force_login(cast.esi)
    page = client.get(PAGE + "?word=only").content.decode()
    listed = page.partition('id="each"')[2]
    assert "Northside" in listed and "Southside" not in listed


@pytest.mark.parametrize("query", ["?weeks=7", "?weeks=x", "?word=worst"])
def test_what_cannot_be_chosen_is_refused_in_a_sentence(client, cast, two_years, query):
    client.force_login(cast.esi)
    answer = client.get(PAGE + query)
    assert answer.status_code == 400
    assert "hoose" in answer.content.decode()


def test_a_neighbourhood_says_how_sure_it_is_and_how_many_visits_would_change_it(
    client, cast, two_years
):
    client.force_login(cast.bram)
    page = words_of(client.get(PLACE))
    assert "In 12 weeks we came 0 times without being called, and 300 times when called." in page
    assert "0.0 % of our presence was without a call (between 0.0 % and 1.5 %)" in page
    assert "100.0 % was only an answer to calls" in page
    assert "Had 7 more visits been logged, nobody could tell." in page
    assert "Weeks since the last one 40" in page
    assert "Stops and other enforcement: counted as neither 364" in page
    assert "In 1 of 52 weeks somebody came" in page


def test_hours_taken_off_and_what_is_owed_are_told(client, cast, two_years):
    client.force_login(cast.chidi)
    page = words_of(client.get("/team/coverage/southside/"))
    assert "Hours taken off for other duty 78.0" in page
    assert "Owed to residents 480 min, 0 visits" in page
    assert "Officers posted here 1" in page


def test_before_anything_was_added_up_the_pages_say_so(client, cast):
    client.force_login(cast.dana)
    assert "Nothing has been added up yet" in words_of(client.get(PAGE))
    assert "Nothing has been added up yet" in words_of(client.get(PLACE))


def test_without_calls_nobody_can_tell(client, cast, town):
    weeks(town.north, contacts=2)
    CoverageWeek.objects.update(calls=None, imported_visits=None)
    CoverageRun.objects.create(first_week=LAST - timedelta(weeks=59), last_week=LAST)
    client.force_login(cast.bram)
    page = words_of(client.get(PLACE))
    assert "Cannot tell" in page and "no week has both calls and visits" in page


def many(count=40):
    places = Neighbourhood.objects.bulk_create(
        Neighbourhood(source_id=f"B{n}", slug=f"beat-{n}", name=f"Beat {n:02}", population=5000)
        for n in range(count)
    )
    for n, place in enumerate(places):
        weeks(place, contacts=1 + 3 * (n % 2), calls=20)
    CoverageRun.objects.create(first_week=LAST - timedelta(weeks=59), last_week=LAST)
    return places


def test_the_spread_stands_beside_what_chance_shows_with_a_table(client, cast, clock_at):
    many()
    client.force_login(cast.hana)
    page = words_of(client.get(PAGE))
    assert "Spread more unevenly than chance explains." in page
    logged = [52 * (1 + 3 * (n % 2)) for n in range(40)]
    gini = slow_gini([*logged, 0, 0], [5000] * 40 + [4000, 6000])
    assert f"The Gini coefficient is {gini:.2f} as logged" in page
    assert "5,200 visits held against 210,000" in page


def test_who_lives_where_nobody_came_is_told_from_census_margins(client, cast, clock_at):
    places = many()
    CoverageWeek.objects.filter(neighbourhood__in=places[:8]).update(contacts=0)
    lines = [Line(p.source_id, 5000, {"Group A": 4000 if n < 8 else 100 + n})
             for n, p in enumerate(places)]  # fmt: skip
    load_margins(lines=lines, source="Test", year=2020, by=BY)
    client.force_login(cast.hana)
    page = words_of(client.get(PAGE))
    assert "Group A" in page
    assert "% of them live in neighbourhoods where nobody came" in page
    (group,) = spread.groups(cities.city(52).weeks)
    some = [4000] * 8 + [100 + n for n in range(8, 40)]
    assert group.found.of_group == pytest.approx(sum(some[:8]) / sum(some))
    assert group.left_out == 2  # Northside and Southside


def test_no_page_names_or_counts_a_member_of_staff(client, cast, two_years):
    client.force_login(cast.hana)
    for path in (PAGE, PLACE):
        page = client.get(path).content.decode().partition("<main")[2]
        for staff in cast.all():
            assert staff.display_name not in page and staff.public_id not in page


@pytest.mark.parametrize(("path", "queries"), [(PAGE, 22), (PLACE, 21)])
def test_the_pages_cost_a_number_of_queries_that_does_not_grow(
    client, cast, two_years, path, queries, django_assert_num_queries
):
    client.force_login(cast.hana)
    client.get(path)
    with django_assert_num_queries(queries):
        client.get(path)
    if path == PAGE:
        places = Neighbourhood.objects.bulk_create(
            Neighbourhood(source_id=f"B{n}", slug=f"b-{n}", name=f"B {n}") for n in range(30)
        )
        for place in places:
            weeks(place, count=20, contacts=1)
        with django_assert_num_queries(queries):
            client.get(path)
