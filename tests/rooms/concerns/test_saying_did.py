"""You said, we did: authors first, then everybody, and never the sensitive."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from commonground.common.errors import Refused
from commonground.concerns import flagging, queries, saying_did, settling
from commonground.concerns.models import SaidDid
from commonground.messaging.models import News

from .conftest import AMAL

pytestmark = pytest.mark.django_db


def say(town, by, **more) -> SaidDid:
    values = {"neighbourhood": town.north, "said": {"en": "Cars race."}, "by": by}
    return saying_did.write_said_did(**values | more)


def test_nothing_is_public_before_somebody_approved_it(raised, cast, town):
    row = say(town, cast.bram, concerns=[raised()[0]])
    assert queries.public_said_did(town.north) == []
    saying_did.approve_said_did(said_did=row, by=cast.bram)
    assert [p.row for p in queries.public_said_did(town.north)] == [row]


def test_a_change_takes_the_approval_back(cast, town, clock_at):
    row = say(town, cast.bram)
    saying_did.approve_said_did(said_did=row, by=cast.bram)
    saying_did.change_said_did(said_did=row, title={}, said={"en": "Other"}, by=cast.bram)
    assert queries.public_said_did(town.north) == []


def test_authors_speak_for_their_own_and_silence_for_neither_side(raised, cast, town):
    three = [raised()[0] for _ in range(3)]
    row = say(town, cast.bram, concerns=three)
    settling.settle(concern=three[0], by=AMAL)
    pair = queries.pair(row)
    assert (pair.people, pair.settled, pair.unsettled) == (3, 1, 0)


def test_it_says_not_yet_until_there_is_a_day_and_a_deed(cast, town, clock_at):
    assert say(town, cast.bram).done_on is None
    with pytest.raises(Refused, match="Say what was done"):
        say(town, cast.bram, done_on=date(2026, 3, 1))
    with pytest.raises(Refused, match="not come yet"):
        say(town, cast.bram, did={"en": "Humps."}, done_on=date(2026, 3, 3))


@pytest.mark.parametrize("slug", ["hate", "police_conduct"])
def test_what_is_sensitive_or_about_conduct_never_goes_there(raised, cast, town, shipped, slug):
    concern, _ = raised(category=getattr(shipped, slug))
    with pytest.raises(Refused, match="sensitive"):
        say(town, cast.bram, concerns=[concern])


def test_chidi_and_a_concern_of_elsewhere_are_refused(raised, cast, town):
    with pytest.raises(PermissionDenied):
        say(town, cast.chidi)
    elsewhere, _ = raised(neighbourhood=town.south)
    with pytest.raises(PermissionDenied):
        say(town, cast.bram, concerns=[elsewhere])


def test_the_page_sent_twice_makes_one(cast, town, clock_at):
    one, two = (say(town, cast.bram, idempotency_key="k") for _ in range(2))
    assert one == two and SaidDid.objects.count() == 1


def test_the_public_list_needs_two_queries_however_long(
    raised, cast, town, django_assert_num_queries
):
    for _ in range(5):
        row = say(town, cast.bram, concerns=[raised()[0]])
        saying_did.approve_said_did(said_did=row, by=cast.bram)
    with django_assert_num_queries(2):
        queries.public_said_did(town.north)


def test_subscribers_hear_of_it_once_when_it_becomes_public(cast, town):
    row = say(town, cast.bram, title={"en": "Quiet nights"})
    assert not News.objects.exists()
    saying_did.approve_said_did(said_did=row, by=cast.bram)
    saying_did.withdraw_said_did(said_did=row, by=cast.bram)
    saying_did.approve_said_did(said_did=row, by=cast.bram)
    told = News.objects.get()
    assert (told.kind, told.title, told.neighbourhood) == (
        "said_did", {"en": "Quiet nights"}, town.north,
    )  # fmt: skip
    assert told.url == "/neighbourhoods/northside/"


def test_a_pair_without_a_title_is_announced_in_each_language_with_none_of_its_words(cast, town):
    row = say(town, cast.bram)
    saying_did.approve_said_did(said_did=row, by=cast.bram)
    told = News.objects.get().title
    assert set(told) == {"en", "es"}
    assert "Cars race." not in told.values()


def test_what_became_sensitive_after_it_was_linked_is_counted_no_more(raised, cast, town):
    two = [raised()[0] for _ in range(2)]
    row = say(town, cast.bram, concerns=two)
    flagging.flag_sensitive(concern=two[0], by=cast.bram)
    row.refresh_from_db()
    assert queries.pair(SaidDid.objects.get(pk=row.pk)).people == 1
