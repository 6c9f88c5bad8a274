"""How long neighbourhoods have had their officers."""

from datetime import date, timedelta

from commonground.people.continuity import Continuity, continuity
from commonground.people.models import Posting
from tests.cast import LONG_AGO, person

DAY = date(2026, 3, 2)


def test_the_longest_and_the_middle_officer_are_told_in_weeks(cast, town):
    for name, weeks in (("Ina", 10), ("Jon", 3)):
        officer = person(name, "officer", town.north)
        officer.postings.update(from_on=DAY - timedelta(weeks=weeks))
    found = continuity([town.north, town.south], DAY)
    assert found[town.north.pk] == Continuity(3, (DAY - LONG_AGO).days // 7, 10, 0)
    assert found[town.south.pk].officers == 1


def test_who_left_within_a_year_is_counted_and_who_came_back_is_not(cast, town):
    cast.bram.postings.update(to_on=DAY - timedelta(days=30))
    assert continuity([town.north], DAY)[town.north.pk] == Continuity(0, None, None, 1)
    Posting.objects.create(staff=cast.bram, role="officer", neighbourhood=town.north, from_on=DAY)
    found = continuity([town.north], DAY)[town.north.pk]
    assert (found.officers, found.left) == (1, 0)
    assert continuity([town.north], DAY + timedelta(days=500))[town.north.pk].left == 0


def test_supervisors_and_closed_accounts_do_not_count(cast, town):
    cast.bram.is_active = False
    cast.bram.save()
    assert continuity([town.north], DAY)[town.north.pk].officers == 0


def test_it_costs_one_query(cast, town, django_assert_num_queries):
    with django_assert_num_queries(1):
        continuity([town.north, town.south], DAY)
