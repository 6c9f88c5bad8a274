"""Reads. The library is read once per process: it changes with the program's version."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from commonground.common import charts
from commonground.common.texts import in_language

from . import vocabulary as v
from .entries import Finding, Strategy, verdict
from .reading import read_folder

WHOLE = 100
GROUP_ORDER = (v.HELPS, v.WITH_HARM, v.MIXED, v.DOES_NOT, v.UNTESTED)


@lru_cache(maxsize=1)
def _library() -> tuple[Strategy, ...]:
    return tuple(read_folder())


def library() -> list[Strategy]:
    """What may be read: an entry from memory only stays in its file."""
    return [strategy for strategy in _library() if strategy.is_published]


def named(id: str) -> Strategy | None:
    return next((strategy for strategy in library() if strategy.id == id), None)


def find(*, words: str = "", goal: str = "", outcome: str = "", kind: str = "") -> list[Strategy]:
    """Entries with all the words (of the page's language or English), of the goal, outcome, kind.

    A choice that does not exist finds nothing.
    """
    wanted = fold(words).split()
    return [
        strategy
        for strategy in library()
        if (not goal or goal in strategy.all_goals)
        and (not outcome or outcome in {f.outcome for f in strategy.shown_findings})
        and (not kind or kind == strategy.kind)
        and all(word in _searched(strategy) for word in wanted)
    ]


def fold(words: str) -> str:
    """How words are compared: lower case, no accents."""
    apart = unicodedata.normalize("NFKD", words.casefold())
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _searched(strategy: Strategy) -> str:
    """The words that a page shows of it, in its language and in English."""
    shown = [strategy.name, strategy.what, strategy.short, strategy.needs, strategy.looked_for]
    shown += [f.words for f in strategy.shown_findings] + [h.words for h in strategy.shown_harms]
    told = [in_language(text, code) for text in shown for code in ("en", None)]
    outcomes = [str(v.OUTCOMES[f.outcome][1]) for f in strategy.shown_findings]
    sources = [f.source.citation for f in strategy.shown_findings]
    return fold(" ".join(told + outcomes + sources))


@dataclass(frozen=True)
class Group:
    """Entries of one verdict about one or several goals."""

    verdict: str
    strategies: list[Strategy]

    @property
    def name(self) -> str:
        return str(v.VERDICTS[self.verdict])


def known_for(*goals: str) -> list[Group]:
    """What is known to help with the goals, what is not, and what nobody has tested.

    Engagement and problem-solving only: what is led by enforcement is never suggested. An entry
    stands once, under the best that is known of it for one of the goals.
    """
    wrong = [goal for goal in goals if goal not in v.GOALS]
    if wrong:
        raise KeyError(f"no such goal: {wrong[0]}")
    fitting = [s for s in library() if s.is_suggestible and set(goals) & set(s.all_goals)]
    return grouped(fitting, goals)


def grouped(strategies: Iterable[Strategy], goals: Iterable[str]) -> list[Group]:
    """By the best verdict on any of the goals that the entry has; empty groups are left out."""
    rows = list(strategies)
    best = {s.id: _best(s, [goal for goal in goals if goal in s.all_goals]) for s in rows}
    groups = [Group(one, [s for s in rows if best[s.id] == one]) for one in GROUP_ORDER]
    return [group for group in groups if group.strategies]


def _best(strategy: Strategy, goals: list[str]) -> str:
    said = {verdict(strategy, goal) for goal in goals or strategy.all_goals}
    return next(one for one in GROUP_ORDER if one in said)


@dataclass(frozen=True)
class Row:
    """One finding in a picture: where its dots and its interval lie."""

    finding: Finding
    bars: list[charts.IntervalBar]


@dataclass(frozen=True)
class Picture:
    rows: list[Row]
    zero: float
    edge: int  # the axis goes from -edge to +edge per cent, alike for all entries that fit


def picture(strategy: Strategy) -> Picture | None:
    """Relative changes on one axis; other units cannot be compared, so a table alone shows them."""
    shown = [f for f in strategy.shown_findings if f.unit == v.PERCENT and not f.superseded_by]
    if not shown:
        return None
    ends = [abs(x) for f in shown for x in (*f.sizes, *(f.interval or ()))]
    edge = charts.nice_top(max(WHOLE, *ends))
    rows = [Row(f, [_bar(size, f, edge) for size in f.sizes]) for f in shown]
    return Picture(rows, charts.interval_bar(0, 0, 0, floor=-edge, ceiling=edge).dot, edge)


def _bar(size: float, finding: Finding, edge: int) -> charts.IntervalBar:
    low, high = finding.interval or (size, size)
    return charts.interval_bar(size, low, high, floor=-edge, ceiling=edge)
