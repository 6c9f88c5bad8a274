"""What was written about a problem goes in time; what was registered and found stays."""

from datetime import timedelta

import pytest

from commonground.common import clock
from commonground.keeping import retaining
from commonground.problems import partners, states, working
from commonground.problems.models import PartnerLink, Registration, Step
from commonground.problems.retention import PARTNERS, WORDS


def erased(store: str) -> int:
    return next(one.erased for one in retaining.retain() if one.store == store)


@pytest.fixture
def finished(clock_at, problem, cast):
    for step in states.ORDER[1:]:
        working.go_on(problem=problem, to=step, words="Something that was said.", by=cast.bram)
    return problem


@pytest.fixture
def link(clock_at, problem, cast) -> PartnerLink:
    made, _word = partners.invite(
        problem=problem, partner="The housing company", title="Mend the door",
        due_on=clock.today() + timedelta(days=20), by=cast.bram,
    )  # fmt: skip
    return made


def test_words_go_five_years_after_the_problem_was_finished(finished, clock_at):
    clock_at.forward(days=1824)
    assert erased(WORDS) == 0
    clock_at.forward(days=2)
    assert erased(WORDS) == 1
    assert set(Step.objects.values_list("words", flat=True)) == {""}
    assert Step.objects.count() == len(states.ORDER)  # their days stay
    assert finished.title == type(finished).objects.get().title


def test_words_stay_while_a_problem_is_worked_on(clock_at, problem):
    clock_at.forward(days=5000)
    assert erased(WORDS) == 0
    assert Step.objects.exclude(words="").exists()


def test_what_was_registered_stays(registered, clock_at):
    before = registered.document
    clock_at.forward(days=9000)
    retaining.retain()
    assert Registration.objects.get().document == before


def test_a_partner_is_forgotten_a_year_after_their_link_ended(link, clock_at):
    clock_at.forward(days=20 + 30 + 365)
    assert erased(PARTNERS) == 0
    clock_at.forward(days=1)
    assert erased(PARTNERS) == 1
    link.refresh_from_db()
    assert (link.partner, bool(link.token_hash)) == ("", True)


def test_a_link_that_was_taken_back_ended_that_day(link, cast, clock_at):
    partners.revoke(link=link, by=cast.bram)
    clock_at.forward(days=366)
    assert erased(PARTNERS) == 1
