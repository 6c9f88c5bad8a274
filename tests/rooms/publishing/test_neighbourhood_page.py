"""What everybody may read about Northside."""

from datetime import date

import pytest

from commonground.concerns.saying_did import approve_said_did, write_said_did
from commonground.demo_data import POPULATION_SOURCE
from commonground.people import cards
from commonground.places.models import Neighbourhood
from commonground.problems.models import Problem
from commonground.publishing.models import Priority

from .conftest import NORTH, days_ago, page_of


def test_a_page_with_nothing_on_it_says_so_plainly(client, town, clock_at):
    page = page_of(client)
    assert "Nothing stands here yet" in page
    assert "Nothing is planned here yet" in page
    assert "The team has not named its priorities here" in page
    assert "Nobody told us anything here since" in page


def test_an_address_that_is_no_neighbourhood_is_not_there(client, town):
    assert client.get("/neighbourhoods/atlantis/").status_code == 404


def test_an_officer_is_shown_only_with_consent(client, cast, clock_at):
    by = cast.bram.actor()
    cards.edit_card(
        staff=cast.bram, shown_name="Officer Bram", languages="Spanish", come_and_talk="", by=by
    )
    assert "Officer Bram" not in page_of(client)
    cards.give_consent(staff=cast.bram, by=by)
    page = page_of(client)
    assert "Officer Bram" in page
    assert "Spanish" in page
    cards.withdraw(staff=cast.bram, by=by)
    assert "Officer Bram" not in page_of(client)


def test_a_card_speaks_the_reader_s_language_where_it_can(client, cast, clock_at):
    by = cast.bram.actor()
    cards.edit_card(
        staff=cast.bram, shown_name="Bram", languages="English, Klingon", by=by,
        come_and_talk="Tuesdays at the library",
        come_and_talk_in={"es": "Los martes en la biblioteca"},
    )  # fmt: skip
    cards.give_consent(staff=cast.bram, by=by)
    address = "/neighbourhoods/northside/"
    english = client.get(address, headers={"accept-language": "en"}).content.decode()
    spanish = client.get(address, headers={"accept-language": "es"}).content.decode()
    assert "English, Klingon" in english and "Tuesdays at the library" in english
    assert "Inglés, Klingon" in spanish and "Los martes en la biblioteca" in spanish


def test_the_officer_of_another_neighbourhood_is_not_on_the_page(client, cast, clock_at):
    by = cast.chidi.actor()
    cards.edit_card(
        staff=cast.chidi, shown_name="Officer Chidi", languages="", come_and_talk="", by=by
    )
    cards.give_consent(staff=cast.chidi, by=by)
    assert "Officer Chidi" not in page_of(client)


@pytest.mark.parametrize(
    ("age", "words"), [(10, "updated 20 February"), (104, "not updated for 104 days")]
)
def test_a_priority_wears_its_freshness(client, town, clock_at, age, words):
    looked_at = days_ago(clock_at, age)
    Priority.objects.create(
        neighbourhood=town.north, title={"en": "Racing"}, set_on=looked_at, updated_on=looked_at
    )
    assert words in page_of(client)


def test_an_ended_priority_and_that_of_others_are_not_shown(client, town, clock_at):
    Priority.objects.create(
        neighbourhood=town.north, title={"en": "Racing"}, ended_on=clock_at.day
    )
    Priority.objects.create(neighbourhood=town.south, title={"en": "Lights"})
    page = page_of(client)
    assert "Racing" not in page
    assert "Lights" not in page


def test_an_example_priority_says_example(client, town, clock_at):
    Priority.objects.create(neighbourhood=town.north, title={"en": "Racing"}, example=True)
    assert "Example" in page_of(client)


def test_scores_of_others_say_that_nobody_knows_how_sure_they_are(client, scored):
    scored()
    page = page_of(client)
    assert "56.7" in page
    assert "The source gives no sample size" in page
    assert "for all of District 1 and not for this neighbourhood alone" in page


def test_a_score_of_a_month_that_is_not_over_is_not_shown(client, scored):
    scored(period_from=date(2026, 3, 1), period_to=date(2026, 3, 31))
    assert "Trusting the police" not in page_of(client)


def test_the_latest_month_of_each_score_is_shown(client, scored):
    scored()
    scored(period_from=date(2025, 12, 1), period_to=date(2025, 12, 31), value=44.4)
    page = page_of(client)
    assert "56.7" in page
    assert "44.4" not in page


def test_the_same_score_twice_is_kept_once_with_the_later_value(scored):
    first, again = scored(), scored(value=60)
    assert first.pk == again.pk
    assert again.value == 60


def test_the_map_names_the_neighbour_and_links_to_it(client, town):
    page = page_of(client)
    assert 'aria-label="Map of Northside among its neighbours"' in page
    assert page.count('href="/neighbourhoods/southside/"') == 2  # in the map, and in words


def test_an_estimated_population_says_so(client, town):
    page = page_of(client)
    assert "About 4,000 people live here." in page
    assert "This is an estimate" in page


def test_where_the_estimate_comes_from_stands_in_the_readers_language(client, town):
    Neighbourhood.objects.update(population_source=POPULATION_SOURCE)
    page = client.get(NORTH, headers={"accept-language": "es"}).content.decode()
    assert "los recuentos del censo de 2010" in page and POPULATION_SOURCE not in page


def test_the_page_in_spanish_keeps_the_points_of_its_drawings(client, town, scored):
    scored(name={"en": "Trusting", "es": "Confiar"})
    page = client.get(NORTH, headers={"accept-language": "es"}).content.decode()
    assert "Confiar" in page
    assert 'lang="es"' in page


def test_the_page_takes_a_number_of_queries_that_does_not_grow(
    client, cast, told, scored, django_assert_num_queries
):
    scored()
    told(after=5)
    with django_assert_num_queries(19):
        client.get(NORTH)
    for _ in range(5):
        told(after=5)
    with django_assert_num_queries(19):
        client.get(NORTH)


def test_what_we_work_on_is_listed_once_it_is_published(client, town, clock_at):
    told = {"neighbourhood": town.north, "change_our_mind": "If it falls elsewhere too."}
    Problem.objects.create(title="Bins that burn", **told)
    Problem.objects.create(
        title="Cars on the pavement", public_words="We look.", published_on="2026-03-01", **told
    )
    page = page_of(client, NORTH)
    assert "Cars on the pavement" in page
    assert "Bins that burn" not in page


@pytest.mark.parametrize("path", ["/", "/neighbourhoods/", NORTH, "/privacy/"])
def test_each_page_offers_a_way_to_leave_at_once_without_script(client, town, clock_at, path):
    page = page_of(client, path)
    assert page.index('id="leave"') < page.index("<main")
    assert 'rel="noreferrer' in page


def test_what_is_older_than_the_newest_twelve_is_on_pages_of_its_own(
    client, cast, town, clock_at, django_assert_max_num_queries
):
    def say(number: int, approve: bool = True) -> None:
        made = write_said_did(
            neighbourhood=town.north, said={"en": f"Lamp {number:02} is out"},
            did={"en": "Repaired"}, done_on=clock_at.day, by=cast.bram,
        )  # fmt: skip
        if approve:
            approve_said_did(said_did=made, by=cast.bram)
        clock_at.forward(days=1)

    for number in range(12):
        say(number)
    say(98, approve=False)
    assert "All that you said and we did" not in page_of(client)
    for number in range(12, 30):
        say(number)
    front = page_of(client)
    assert f'href="{NORTH}said-did/"' in front
    assert "Lamp 29" in front and "Lamp 05" not in front
    client.get(f"{NORTH}said-did/")
    with django_assert_max_num_queries(3):
        first = client.get(f"{NORTH}said-did/")
    second = client.get(f"{NORTH}said-did/" + first.context["next_url"])
    words = first.content.decode() + second.content.decode()
    assert [n for n in range(30) if words.count(f"Lamp {n:02}") != 1] == []
    assert "Lamp 98" not in words
    assert client.get("/neighbourhoods/atlantis/said-did/").status_code == 404
