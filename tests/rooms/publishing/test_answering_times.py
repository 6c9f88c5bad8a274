"""Waiting for a first human reply, told honestly."""

from commonground.publishing.answering_times import answering_times

from .conftest import page_of


def test_under_ten_concerns_there_is_no_figure(client, told):
    for _ in range(9):
        told(after=2)
    page = page_of(client)
    assert "Too few to say." in page
    assert "heard from us within" not in page


def test_the_unanswered_are_counted_too(client, town, told, clock_at):
    for _ in range(8):
        told()  # nobody answers these
    for _ in range(4):
        told(after=1)
    clock_at.forward(days=10)
    found = answering_times(town.north)
    assert found.n == 12
    assert found.within_promise == 4 / 12
    page = page_of(client)
    assert "About 1 in 3" in page
    assert "Based on 12 concerns since 13 March 2025, the unanswered counted too." in page


def test_before_the_promise_could_run_out_it_is_too_early_to_say(client, told, clock_at):
    for _ in range(10):
        told()
    clock_at.forward(hours=2)
    assert "It is too early to say" in page_of(client)


def test_what_is_older_than_twelve_months_is_left_out(town, told, clock_at):
    told(after=1)
    clock_at.forward(days=370)
    assert answering_times(town.north).n == 0


def test_the_figure_of_another_neighbourhood_is_its_own(town, told):
    told(after=1)
    assert answering_times(town.south).n == 0


def test_a_figure_that_rests_on_examples_says_example(client, town, told):
    told(after=1)
    assert not answering_times(town.north).has_examples
    told(after=1, example=True)
    assert answering_times(town.north).has_examples
    assert "Example" in page_of(client)


def test_the_curve_ends_where_the_longest_wait_ends(town, told, clock_at):
    for _ in range(10):
        told(after=1)
    told()
    clock_at.forward(days=4)
    assert answering_times(town.north).known_days == 4
