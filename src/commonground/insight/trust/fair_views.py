"""By group and by area: in the order of the questions and of names, never of the figures."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commonground.people.access import staff_page
from commonground.surveys.instruments import Item, items

from . import reading
from .models import TrustRun
from .reading import Line
from .waves import BY_CHANCE

RATE = 0.05  # of what is called different, the share that may be chance


@dataclass(frozen=True)
class Compared:
    line: Line
    word: str  # "higher", "lower", "alike": cannot be told apart from everybody; "" not tested


@dataclass(frozen=True)
class Question:
    item: Item
    everybody: Line
    groups: list[Compared]
    areas: list[Compared]

    @property
    def groups_apart(self) -> int:
        return _apart(self.groups)

    @property
    def areas_apart(self) -> int:
        return _apart(self.areas)

    @property
    def all_alike(self) -> bool:
        told = [one.word for one in (*self.groups, *self.areas) if one.word]
        return bool(told) and set(told) == {"alike"}


def _apart(some: list[Compared]) -> int:
    return sum(one.word in ("higher", "lower") for one in some)


@staff_page("trust.groups.read")
@require_safe
def fair(request: HttpRequest) -> HttpResponse:
    waves = [(reading.Wave(run), questions(run)) for run in reading.newest(BY_CHANCE)]
    shown = {"waves": waves, "rate": RATE}
    return render(request, "insight/trust/fair.html", shown)


def questions(run: TrustRun) -> list[Question]:
    groups, areas, known = reading.groups(run), reading.areas(run), items()
    whole = reading.figures_of(run).filter(neighbourhood=None, group="")
    return [
        Question(
            known[row.item], Line(known[row.item], row),
            [_compared(line) for line in groups.get(row.item, [])],
            [_compared(line) for line in areas.get(row.item, [])],
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
