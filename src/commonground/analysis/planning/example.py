"""Example weeks, drawn from a seed: shifts, skills, own neighbourhoods, events, promises, debts."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from commonground.analysis.planning.instance import (
    DAY,
    SUPPORT,
    SWORN,
    Instance,
    Ints,
    Neighbourhood,
    Officer,
    Rules,
    Span,
    Task,
)

Floats = NDArray[np.float64]

WEEK = date(2026, 11, 23)
EARLY, DAYTIME, LATE = (7 * 60, 15 * 60), (9 * 60, 17 * 60), (13 * 60, 21 * 60)
SPACING_MIN = 5.0  # minutes of travel between the centres of adjacent neighbourhoods, about
LANGUAGES = {"es": 0.2, "pl": 0.06, "ar": 0.05, "zh": 0.04}
WHY = ("leave", "court", "training", "abstraction")


def example(*, officers: int, neighbourhoods: int, events: int, seed: int) -> Instance:
    """A week of a town on a square: each neighbourhood is some officer's own."""
    random = np.random.default_rng(seed)
    at = _town(random, neighbourhoods)
    travel = _travel(at)
    staff = tuple(
        _officer(random, number, homes, travel)
        for number, homes in enumerate(_homes(random, travel, officers))
    )
    return Instance(
        WEEK, Rules(), tuple(_neighbourhood(random, n) for n in range(neighbourhoods)), travel,
        staff, tuple(_tasks(random, neighbourhoods, events)),
        tuple(f"van-{n + 1}" for n in range(max(1, officers // 20))),
    )  # fmt: skip


def _town(random: np.random.Generator, count: int) -> Floats:
    side = int(np.ceil(np.sqrt(count)))
    grid = np.array([(i // side, i % side) for i in range(count)], dtype=float)
    return grid + random.uniform(-0.3, 0.3, grid.shape)


def _travel(at: Floats) -> Ints:
    apart = np.abs(at[:, None] - at[None]).sum(axis=2)
    minutes: Ints = np.ceil(3 + SPACING_MIN * apart).astype(np.int64)
    np.fill_diagonal(minutes, 0)
    return minutes


def _homes(random: np.random.Generator, travel: Ints, officers: int) -> list[list[int]]:
    """3 to 6 neighbourhoods each, near one another; first those that nobody has yet."""
    count = len(travel)
    cover = np.zeros(count, dtype=int)
    made = []
    for _ in range(officers):
        bare = np.flatnonzero(cover == cover.min())
        centre = int(random.choice(bare))
        size = min(int(random.integers(3, 7)), count)
        near = np.lexsort((travel[centre], cover + travel[centre] // 12))[: size - 1]
        homes = [centre, *(int(h) for h in near if h != centre)][:size]
        cover[homes] += 1
        made.append(homes)
    return made


def _officer(random: np.random.Generator, number: int, homes: list[int], travel: Ints) -> Officer:
    shifts = _shifts(random)
    spoken = {name for name, share in LANGUAGES.items() if random.random() < share}
    return Officer(
        f"officer-{number + 1:03}", SWORN if random.random() < 0.6 else SUPPORT, homes[0],
        tuple(homes), frozenset(spoken | {"en"}), bool(random.random() < 0.95), tuple(shifts),
        tuple(_busy(random, shifts)),
    )  # fmt: skip


def _shifts(random: np.random.Generator) -> list[Span]:
    """Five days in a row of early, day or late shifts, one in five works three (part-time)."""
    pattern = random.choice(3, p=[0.3, 0.3, 0.4])
    begin, end = (EARLY, DAYTIME, LATE)[pattern]
    days = 3 if random.random() < 0.2 else 5
    first = int(random.integers(0, 7))
    worked = sorted((first + d) % 7 for d in range(days))
    return [Span(day * DAY + begin, day * DAY + end) for day in worked]


def _busy(random: np.random.Generator, shifts: list[Span]) -> list[Span]:
    """Now and then a day of leave, or half a day of court, training or abstraction."""
    made = []
    for shift in shifts:
        if random.random() < 0.12:
            why = str(random.choice(WHY))
            half = (shift.start + shift.end) // 2
            part = {0: (shift.start, half), 1: (half, shift.end)}[int(random.integers(2))]
            start, end = (shift.start, shift.end) if why == "leave" else part
            made.append(Span(start, end, why))
    return made


def _neighbourhood(random: np.random.Generator, number: int) -> Neighbourhood:
    """Visits of two hours: most are owed one to three, a few many."""
    visits = int(min(6, random.poisson(1.6) + (random.random() < 0.1) * 3))
    return Neighbourhood(f"n{number + 1:03}", 120 * visits, 120)


def _tasks(random: np.random.Generator, places: int, events: int) -> list[Task]:
    made = [_event(random, n, places) for n in range(events)]
    made += [_drop_in(random, n, places) for n in range(events // 3)]
    made += [_promise(random, n, places) for n in range(events // 2)]
    made += [_alert(random, n, places) for n in range(events // 2)]
    return made


def _place(random: np.random.Generator, places: int) -> int:
    return int(random.integers(places))


def _event(random: np.random.Generator, number: int, places: int) -> Task:
    day, hour = int(random.integers(7)), int(random.choice([10, 14, 16, 17, 18, 18, 19]))
    minutes = int(random.choice([60, 90, 120]))
    start = day * DAY + hour * 60
    crew = int(random.choice([1, 2, 2, 2, 3, 4]))
    spoken = {str(random.choice(list(LANGUAGES)))} if random.random() < 0.25 else set()
    return Task(
        f"event-{number + 1}", "event", _place(random, places), start, start + minutes, minutes,
        crew, int(random.random() < 0.5), frozenset(spoken), bool(random.random() < 0.1), 1, None,
    )  # fmt: skip


def _drop_in(random: np.random.Generator, number: int, places: int) -> Task:
    start = int(random.integers(5)) * DAY + int(random.choice([10, 12, 15, 17])) * 60
    return Task(
        f"drop-in-{number + 1}", "drop-in", _place(random, places), start, start + 60, 60,
        1, 0, frozenset(), False, 1, None,
    )  # fmt: skip


def _promise(random: np.random.Generator, number: int, places: int) -> Task:
    due = int(random.integers(1, 8)) * DAY
    minutes = int(random.choice([30, 60]))
    spoken = {str(random.choice(["es", "pl"]))} if random.random() < 0.15 else set()
    return Task(
        f"promise-{number + 1}", "promise", _place(random, places), max(0, due - 3 * DAY), due,
        minutes, 1, 0, frozenset(spoken), False, 1, None,
    )  # fmt: skip


def _alert(random: np.random.Generator, number: int, places: int) -> Task:
    due = int(random.integers(1, 8)) * DAY
    crew = int(random.choice([1, 1, 2]))
    return Task(
        f"alert-{number + 1}", "alert", _place(random, places), max(0, due - 2 * DAY), due, 60,
        crew, int(random.random() < 0.4), frozenset(), False, 1, None,
    )  # fmt: skip
