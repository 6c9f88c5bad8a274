"""What the days of some officers could be: each set of visits and of tasks around that fits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from commonground.analysis.planning.days import Piece, arrange
from commonground.analysis.planning.draft import Draft, Placed
from commonground.analysis.planning.goals import key
from commonground.analysis.planning.sets import fitting
from commonground.analysis.planning.works import Work

NEAREST = 4  # tasks that a day is offered beside its own


@dataclass(frozen=True)
class Offer:
    """A day's work. same : pieces at the time that they have in the plan before; these have it
    as their only start.
    """

    day: int
    pieces: tuple[Piece, ...]
    same: int = 0


class Offers:
    """Days of some officers, and what they could have when all else stays as it is.

    A crew keeps its time, and nobody whose day holds something pinned is offered anything.
    """

    def __init__(self, draft: Draft, officers: Iterable[int]) -> None:
        self.draft, self.work = draft, draft.work
        week, pins = self.work.week, {key(pin) for pin in self.work.instance.pins}
        pinned = {
            number for number, day in enumerate(draft.days) for piece, start in day
            if (draft.officer(number), piece.task, piece.place, start) in pins
        }  # fmt: skip
        self.days = [d for o in officers for d in week.of[o] if d not in pinned]
        self.inside = set(self.days)
        self.times = {
            piece.task: start
            for d in self.days for piece, start in draft.days[d] if piece.task is not None
        }  # fmt: skip
        self.undone = [
            task for task in range(len(self.work.pieces))
            if not draft.held.get(task) and not self.work.moments[task]
        ]  # fmt: skip
        self.room = self._room()
        self.before = {key(made) for made in self.work.instance.previous or ()}

    def _room(self) -> list[int]:
        """(places,) visits that these days may have: what is still owed, and what they have."""
        room = self.draft.left[:]
        for day in self.days:
            for piece, _ in self.draft.days[day]:
                room[piece.place] += piece.task is None
        return room

    def now(self, day: int) -> Offer:
        return self._same(day, [piece.at(start) for piece, start in self.draft.days[day]])

    def every(self, known: dict[tuple[object, ...], list[tuple[Piece, ...]]]) -> list[Offer]:
        """All offers. known : what was found out already, and will be."""
        made = []
        for day in self.days:
            pieces = self._visits(day) + self._tasks(day)
            at = (day, *((piece.task, piece.place, piece.starts[0]) for piece in pieces))
            if at not in known:
                known[at] = fitting(self.work.week.ways, self.work.week.days[day], pieces)
            made += [self._same(day, some) for some in known[at]]
        return made

    def _visits(self, day: int) -> list[Piece]:
        """To each place of its officer as many as are owed and not paid elsewhere."""
        places = self.work.visits[self.draft.officer(day)]
        if not self.work.week.days[day].visits:
            return []
        return [self.draft.visit(day, place) for place in places for _ in range(self.room[place])]

    def _tasks(self, day: int) -> list[Piece]:
        """Its own, and the nearest of the others that it could do."""
        held = {piece.task for piece, _ in self.draft.days[day]}
        pieces, base = self.work.pieces, self.work.week.days[day].base
        able = [pieces[t][day] for t in (*self.times, *self.undone) if day in pieces[t]]
        able = [self._open(piece) for piece in able]
        others = [p for p in able if p.task not in held and p.starts]
        others.sort(key=lambda p: self.work.week.ways[base][p.place])
        return [p for p in able if p.task in held] + others[:NEAREST]

    def _open(self, piece: Piece) -> Piece:
        """A crew's piece at the crew's time only."""
        if piece.task is None or not self.work.moments[piece.task]:
            return piece
        start = self.times[piece.task]
        return replace(piece, starts=(start,) if start in piece.starts else ())

    def _same(self, day: int, pieces: Sequence[Piece]) -> Offer:
        """With as many as can be at the time that they had before."""
        made, same = list(pieces), 0
        for n, piece in enumerate(pieces if self.before else ()):
            old = self._old(day, piece, {p.starts for p in made[:n]})
            for start in old:
                some = [*made[:n], piece.at(start), *made[n + 1 :]]
                if arrange(self.work.week.ways, self.work.week.days[day], some) is not None:
                    made, same = some, same + 1
                    break
        return Offer(day, tuple(made), same)

    def _old(self, day: int, piece: Piece, taken: set[tuple[int, ...]]) -> list[int]:
        officer = self.draft.officer(day)
        return [
            start for start in piece.starts
            if (officer, piece.task, piece.place, start) in self.before and (start,) not in taken
        ]  # fmt: skip


def placed(work: Work, offer: Offer) -> list[Placed]:
    """The offer with its times."""
    starts = arrange(work.week.ways, work.week.days[offer.day], offer.pieces)
    assert starts is not None
    return list(zip(offer.pieces, starts, strict=True))
