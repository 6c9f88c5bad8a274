"""What so many answers can show, and what it takes to get them, before anybody is asked."""

from dataclasses import dataclass
from math import ceil, sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Detectable:
    """The smallest true difference between two waves that answers can show.

    margin : half of the 95 % interval of one wave. visible : a difference of which the interval
    just leaves out 0. reliable : one that is found with probability `power`. All in the unit of
    the measure: 0.07 is 7 points of a proportion.
    """

    n_effective: float
    margin: float
    visible: float
    reliable: float
    power: float


def detectable_change(
    n: float, *, spread: float = 0.5, deff: float = 1.0, n_before: float | None = None,
    level: float = 0.95, power: float = 0.8,
) -> Detectable:  # fmt: skip
    """What `n` answers a wave can show of a change, before anybody is asked.

    Parameters
    ----------
    n, n_before : answers in this wave and in the one before (default as many). Independent waves.
    spread : standard deviation of an answer; 0.5 is a proportion near one half, the widest.
    deff : design effect of weights and clusters.

    Raises
    ------
    ValueError : a size, spread or design effect that is not above 0.
    """
    before = n if n_before is None else n_before
    if min(n, before, spread, deff) <= 0:
        raise ValueError("answers, spread and design effect must be above 0")
    z, more = _z(level), NormalDist().inv_cdf(power)
    one = spread * sqrt(deff / n)
    both = spread * sqrt(deff / n + deff / before)
    return Detectable(n / deff, z * one, z * both, (z + more) * both, power)


def answers_needed(
    change: float, *, spread: float = 0.5, deff: float = 1.0, level: float = 0.95,
    power: float = 0.8,
) -> int:  # fmt: skip
    """Answers a wave so that a true `change` is found with probability `power`.

    Raises ValueError for a change, spread or design effect that is not above 0.
    """
    if min(change, spread, deff) <= 0:
        raise ValueError("change, spread and design effect must be above 0")
    z = _z(level) + NormalDist().inv_cdf(power)
    return ceil(2 * deff * (z * spread / change) ** 2)


@dataclass(frozen=True, slots=True)
class Wanted:
    """answers : of each of `areas`. response : share of those asked who answer in the end.
    reminders : rounds of them. letter, reminder, answer : what one costs, in any money."""

    answers: int
    response: float
    areas: int = 1
    deff: float = 1.0
    reminders: int = 2
    letter: float = 0.0
    reminder: float = 0.0
    answer: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """letters : to all areas. reminders : at most so many, were nobody to answer before the last
    round. cost_least, cost : with everybody who answers doing so before the first reminder, and
    with nobody. weeks : from the first letter to the last day. one_area, everybody : what the
    answers of one area, and of all, can show of a share."""

    letters: int
    answers: int
    reminders: int
    cost_least: float
    cost: float
    weeks: int
    one_area: Detectable
    everybody: Detectable


def plan(wanted: Wanted, *, weeks_between: int = 1, weeks_after: int = 2) -> Plan:
    """Letters, money and weeks for so many answers, and what they will show.

    Parameters
    ----------
    weeks_between : before each reminder. weeks_after : after the last letter.

    Raises
    ------
    ValueError : a number that is not above 0, a response above 1, or a cost below 0.
    """
    costs = (wanted.letter, wanted.reminder, wanted.answer)
    if min(wanted.answers, wanted.areas) < 1 or wanted.reminders < 0 or min(costs) < 0:
        raise ValueError("answers and areas must be at least 1, reminders and costs at least 0")
    if not 0 < wanted.response <= 1:
        raise ValueError("the response is a share above 0 and at most 1")
    answers = wanted.answers * wanted.areas
    letters = wanted.areas * ceil(wanted.answers / wanted.response - 1e-9)
    most, least = letters * wanted.reminders, (letters - answers) * wanted.reminders
    fixed = letters * wanted.letter + answers * wanted.answer
    return Plan(
        letters=letters,
        answers=answers,
        reminders=most,
        cost_least=fixed + least * wanted.reminder,
        cost=fixed + most * wanted.reminder,
        weeks=wanted.reminders * weeks_between + weeks_after,
        one_area=detectable_change(wanted.answers, deff=wanted.deff),
        everybody=detectable_change(answers, deff=wanted.deff),
    )


def _z(level: float) -> float:
    return NormalDist().inv_cdf((1 + level) / 2)
