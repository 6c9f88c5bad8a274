"""The first page and the list: from words to a neighbourhood."""

import gzip

import pytest

from commonground.places.models import GazetteerEntry, Neighbourhood
from commonground.publishing import searching

from .conftest import page_of


@pytest.fixture
def library(town):
    GazetteerEntry.objects.create(
        words="Biblioteca del Río", folded="biblioteca del rio", latitude=41.905, longitude=-87.705
    )


def names(words: str) -> list[str]:
    return [f.neighbourhood.name for f in searching.find(words)]


def test_a_neighbourhood_is_found_by_a_part_of_its_name_in_any_case(town):
    assert names("NORTH") == ["Northside"]
    assert names("side") == ["Northside", "Southside"]


def test_a_place_leads_to_the_neighbourhood_around_it_without_its_accents(library):
    found = searching.find("biblioteca del rio")
    assert [(f.neighbourhood.name, f.because) for f in found] == [
        ("Northside", "Biblioteca del Río")
    ]


def test_a_neighbourhood_that_was_closed_is_not_offered(town, clock_at):
    Neighbourhood.objects.filter(id=town.north.id).update(closed_on=clock_at.day)
    assert names("side") == ["Southside"]


def test_nothing_typed_finds_nothing(town):
    assert searching.find("  ") == []


def test_words_that_nobody_knows_lead_to_the_list(client, town):
    page = page_of(client, "/?q=atlantis")
    assert "We do not know these words" in page
    assert 'href="/neighbourhoods/"' in page


def test_words_are_shown_back_as_words_and_never_as_markup(client, town):
    assert "<script>alert" not in page_of(client, "/?q=<script>alert(1)</script>")


def test_the_first_page_draws_every_neighbourhood_as_a_link_outside_the_tab_order(client, town):
    page = page_of(client, "/")
    assert page.count('tabindex="-1"><path') == 2
    assert 'href="/neighbourhoods/northside/"' in page


def test_the_first_page_works_before_any_boundary_is_imported(client, db):
    assert "Find your neighbourhood" in page_of(client, "/")


def test_the_emergency_number_stands_before_the_search(client, town):
    page = page_of(client, "/")
    assert page.index("tel:911") < page.index('type="search"')


def test_the_list_narrows_to_what_is_typed(client, town):
    page = page_of(client, "/neighbourhoods/?q=south")
    assert "Southside" in page
    assert "Northside" not in page


def test_275_neighbourhoods_make_a_list_of_far_less_than_100_kb(client, db):
    rows = [
        Neighbourhood(source_id=str(i), slug=f"beat-{i}-garfield", name=f"Beat {i}, Garfield")
        for i in range(275)
    ]
    Neighbourhood.objects.bulk_create(rows)
    response = client.get("/neighbourhoods/")
    assert len(gzip.compress(response.content)) < 12_000


@pytest.mark.parametrize(("path", "queries"), [("/neighbourhoods/", 1), ("/?q=north", 3)])
def test_finding_takes_few_queries(
    client, town, path, queries, django_assert_num_queries
):
    with django_assert_num_queries(queries):
        client.get(path)


def test_the_map_is_drawn_once_and_then_costs_one_query(
    client, town, django_assert_num_queries
):
    client.get("/")
    with django_assert_num_queries(1):
        client.get("/")
