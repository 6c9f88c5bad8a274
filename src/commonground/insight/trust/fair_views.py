"""By group, by area and by group within areas: in the order of the questions and of names, never of
the figures."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commonground.common.texts import in_language
from commonground.people.access import staff_page
from commonground.surveys.instruments import Item, items

from . import reading
from .models import RATE, TrustRun
from .reading import Line
from .waves import BY_CHANCE


@dataclass(frozen=True)
class Compared:
    line: Line
    word: str  # "higher", "lower", "alike": cannot be told apart from everybody; "" not tested

    @property
    def label(self) -> str:
        """ "Beat 2412", "18 to 34", or of a group within an area "Beat 2412 · 18 to 34"."""
        place, option = self.line.row.neighbourhood, self.line.option
        parts = (place.name if place else "", in_language(option.words) if option else "")
        return " · ".join(part for part in parts if part)

    @property
    def is_within(self) -> bool:
        """Set beside everybody of its area, not of all areas."""
        return self.line.row.neighbourhood is not None and bool(self.line.row.group)

    @property
    def is_apart(self) -> bool:
        return self.word in ("higher", "lower")


@dataclass(frozen=True)
class Question:
    item: Item
    everybody: Line
    groups: list[Compared]
    areas: list[Compared]
    within: list[Compared]  # groups within areas, beside everybody of their area

    @property
    def groups_apart(self) -> int:
        return _apart(self.groups)

    @property
    def areas_apart(self) -> int:
        return _apart(self.areas)

    @property
    def within_apart(self) -> int:
        return _apart(self.within)

    @property
    def apart(self) -> list[Compared]:
        """What is told apart, in the order of the page."""
        return [one for one in (*self.groups, *self.areas, *self.within) if one.is_apart]

    @property
    def all_alike(self) -> bool:
        told = [one.word for one in (*self.groups, *self.areas, *self.within) if one.word]
        return bool(told) and set(told) == {"alike"}


def _apart(some: list[Compared]) -> int:
    return sum(one.is_apart for one in some)


@staff_page("trust.groups.read")
@require_safe
def fair(request: HttpRequest) -> HttpResponse:
    waves = [_told(run) for run in reading.newest(BY_CHANCE)]
    shown = {"waves": waves, "rate": RATE}
    return render(request, "insight/trust/fair.html", shown)


def _told(run: TrustRun) -> tuple[reading.Wave, list[Question], bool]:
    """The survey, its questions, and whether anybody is told apart in any."""
    found = questions(run)
    return reading.Wave(run), found, any(question.apart for question in found)


def questions(run: TrustRun) -> list[Question]:
    known = items()
    parts = [read(run) for read in (reading.groups, reading.areas, reading.crossed)]
    whole = reading.figures_of(run).filter(neighbourhood=None, group="")
    return [
        Question(
            known[row.item], Line(known[row.item], row),
            *([_compared(line) for line in part.get(row.item, [])] for part in parts),
        )
        for row in whole if row.estimate is not None
    ]  # fmt: skip


def _compared(line: Line) -> Compared:
    row = line.row
    if row.q is None:
        return Compared(line, "")
    if row.q > RATE:
        return Compared(line, "alike")
    return Compared(line, "higher" if row.gap > 0 else "lower")
