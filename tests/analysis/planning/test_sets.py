"""What fits into a day, found all at once, is what fits tried one by one; rows cut off no plan."""

from itertools import combinations

import numpy as np
import pytest

from commonground.analysis.planning.capacity import at_most
from commonground.analysis.planning.cuts import cuts
from commonground.analysis.planning.days import Piece, arrange, roster
from commonground.analysis.planning.example import example
from commonground.analysis.planning.hulls import Hulls
from commonground.analysis.planning.nogoods import Nogoods
from commonground.analysis.planning.packing import Choice
from commonground.analysis.planning.programme import Programme
from commonground.analysis.planning.sets import fitting
from commonground.analysis.planning.table import Solver
from commonground.analysis.planning.works import works


def drawn(seed):
    work = works(roster(example(officers=12, neighbourhoods=20, events=16, seed=seed)))
    return work, Programme(work)


def some_of(day, work, random):
    """A few tasks of the day, and visits."""
    tasks = [pieces[day.number] for pieces in work.pieces if day.number in pieces]
    visit = work.instance.rules.visit
    visits = [Piece(None, h, visit, day.visits) for h in work.visits[day.officer] if day.visits]
    every = tasks + visits
    return [every[i] for i in random.choice(len(every), min(6, len(every)), replace=False)]


@pytest.mark.parametrize("seed", range(3))
def test_what_fits_into_a_day_is_what_fits_tried_one_by_one(seed):
    random = np.random.default_rng(seed)
    work, _ = drawn(seed)
    ways = work.week.ways
    for number in random.choice(len(work.week.days), 12, replace=False):
        day = work.week.days[number]
        pieces = some_of(day, work, random)
        found = {frozenset(map(id, some)) for some in fitting(ways, day, pieces)}
        for many in range(len(pieces) + 1):
            for some in combinations(pieces, many):
                fits = arrange(ways, day, list(some)) is not None
                assert (frozenset(map(id, some)) in found) == fits


def every_choice(hulls, number, columns):
    """(sets, columns) what each set that fits has of each column."""
    for count in hulls._sets(number, tuple(columns)):
        yield dict(count)


@pytest.mark.parametrize("seed", range(3))
def test_a_row_that_a_mixture_breaks_is_kept_by_all_that_fits(seed):
    random = np.random.default_rng(seed)
    _, programme = drawn(seed)
    hulls = Hulls(programme)
    broken = 0
    for number, pieces in enumerate(hulls.pieces):
        columns = sorted(random.choice(list(pieces), min(5, len(pieces)), replace=False).tolist())
        x = np.zeros(len(programme.table.upper))
        x[columns] = random.uniform(0.3, 1.0, len(columns))
        for most, row in hulls.rows(x):
            broken += 1
            assert sum(worth * x[column] for column, worth in row.items()) > most
            for count in every_choice(hulls, number, sorted(row)):
                kept = sum(row[column] * times for column, times in count.items())
                assert kept <= most + 1e-6
    assert broken > 10


@pytest.mark.parametrize("seed", range(2))
def test_what_is_forbidden_for_a_day_leaves_out_nothing_that_fits(seed):
    random = np.random.default_rng(seed)
    work, programme = drawn(seed)
    nogoods, told = Nogoods(programme, Solver(programme.table, 0)), 0
    for day in work.week.days[:16]:
        pieces = some_of(day, work, random)[:4]
        for most, row in nogoods.rows({day.number: pieces}):
            told += 1
            more = [Piece(None, h, 120, day.visits) for h in work.visits[day.officer]]
            tasks = [piece for piece in pieces if piece.task is not None]
            for some in fitting(work.week.short, day, [*tasks, *more]):
                assert at_least(programme, nogoods, day, some, row) <= most
            assert arrange(work.week.short, day, pieces) is None
    assert told > 2


def at_least(programme, nogoods, day, pieces, row):
    """What the row comes to for this day's work."""
    places = [piece.place for piece in pieces if piece.task is None]
    value = 0.0
    for (column, many), says in nogoods.known.items():
        here = next(h for (d, h), c in programme.y.items() if c == column)
        value += row.get(says, 0.0) * (places.count(here) >= many)
    for piece in (piece for piece in pieces if piece.task is not None):
        value += row.get(programme.x[piece.task, day.number], 0.0)
        moments = range(len(programme.work.moments[piece.task]))
        value += max((row.get(programme.z[piece.task, m], 0.0) for m in moments), default=0.0)
    return value


def test_a_day_holds_no_more_visits_than_is_said(seed=1):
    work, _ = drawn(seed)
    for day in work.week.days[:20]:
        places = work.visits[day.officer]
        visits = [Piece(None, h, work.instance.rules.visit, day.visits) for h in places] * 3
        if day.visits and places:
            most = max(len(some) for some in fitting(work.week.short, day, visits[:9]))
            assert most <= at_most(work, day, places)


def test_rows_against_a_crews_time_leave_out_no_other_time_at_which_it_fits():
    work = works(roster(example(officers=30, neighbourhoods=40, events=60, seed=2)))
    programme = Programme(work)
    crews = [t for t, moments in enumerate(work.moments) if len(moments) > 1]
    random, told = np.random.default_rng(2), 0
    for day in work.week.days:
        here = [t for t in crews if day.number in work.pieces[t]]
        tasks = [t for t, pieces in enumerate(work.pieces) if day.number in pieces]
        if not here or len(tasks) < 3:
            continue
        some = sorted({*here[:2], *random.choice(tasks, 3).tolist()})
        moments = {t: work.moments[t] for t in some if work.moments[t]}
        starts = {t: moments[t][int(random.integers(len(moments[t])))].starts for t in moments}
        choice = Choice({t: [day.number] for t in some}, starts, {})
        for most, row in cuts(programme, choice):
            told += 1
            assert holds_for_all_times(work, programme, day, row, most)
    assert told > 5


def holds_for_all_times(work, programme, day, row, most):
    """Every way to give the row's tasks times that fit keeps the row."""
    tasks = [t for (t, d), column in programme.x.items() if d == day.number and column in row]
    pieces = [work.pieces[t][day.number] for t in tasks]
    starts = arrange(work.week.short, day, pieces)
    if starts is None:
        return True
    used = {programme.x[t, day.number] for t in tasks}
    for task, start in zip(tasks, starts, strict=True):
        for m, moment in enumerate(work.moments[task]):
            if start in moment.starts and day.number in moment.days:
                used.add(programme.z[task, m])
    return sum(worth for column, worth in row.items() if column in used) <= most + 1e-9
