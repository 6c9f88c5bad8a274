"""What a day could become when something more has to be done: with as few changes as can be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product

from commonground.analysis.planning.days import Piece, arrange
from commonground.analysis.planning.draft import Placed
from commonground.analysis.planning.instance import Assignment
from commonground.analysis.planning.works import Work

MOST = 1_200  # sets of pieces that are tried: singles of every day, then pairs, and so on
TIMES = 12  # at which a crew is looked for beside its old one, spread over those that there are


@dataclass(frozen=True)
class Option:
    """added : pieces that were freed, with their starts. dropped : places of visits that are lost.

    changes : assignments that are not as they were; less than 0 where one is there again.
    """

    day: int
    placed: tuple[Placed, ...]
    added: tuple[Placed, ...]
    dropped: tuple[int, ...]
    changes: int


@dataclass
class Board:
    """A plan without what was freed, day by day. begin : nothing before it changes."""

    work: Work
    kept: Sequence[Assignment]
    freed: Sequence[Assignment]
    begin: int
    days: list[list[Assignment]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.days = [[] for _ in self.work.week.days]
        for made in self.kept:
            day = self.day_of(made)
            if day is not None:
                self.days[day].append(made)
        pins = self.work.instance.pins
        self.pinned = {(pin.officer, pin.task, pin.place, pin.start) for pin in pins}
        tasks = {a.task for a in self.freed if a.task is not None}
        self.times = {task: self._times(task) for task in tasks}

    def _times(self, task: int) -> set[int]:
        """Times for a crew: the one that it had, and some of the others."""
        every = sorted({t for m in self.work.moments[task] for t in m.starts if t >= self.begin})
        step = -(-len(every) // TIMES) or 1
        return {*every[::step], *(a.start for a in self.freed if a.task == task)}

    def day_of(self, made: Assignment) -> int | None:
        days = self.work.week.days
        mine = self.work.week.of[made.officer]
        return next((d for d in mine if days[d].start <= made.start < days[d].end), None)

    def items(self, day: int) -> list[Piece]:
        """What was freed and this day could take; a crew's time is one item each."""
        made: list[Piece] = []
        for task in sorted({a.task for a in self.freed if a.task is not None}):
            piece = self.work.pieces[task].get(day)
            if piece is not None:
                starts = tuple(t for t in piece.starts if t >= self.begin)
                if self.work.moments[task]:
                    made += [piece.at(t) for t in starts if t in self.times[task]]
                else:
                    made.append(_open(piece, starts))
        officer = self.work.week.days[day].officer
        for place in sorted({a.place for a in self.freed if a.task is None}):
            if place in self.work.visits[officer]:
                made.append(self.visit(day, place))
        return [piece for piece in made if piece.starts]

    def visit(self, day: int, place: int) -> Piece:
        starts = tuple(t for t in self.work.week.days[day].visits if t >= self.begin)
        return Piece(None, place, self.work.instance.rules.visit, starts)

    def fixed(self, day: int) -> list[Piece]:
        return [_piece(a) for a in self.days[day] if not self._loose(a)]

    def loose(self, day: int) -> list[Assignment]:
        """Visits that may move or be dropped."""
        return [a for a in self.days[day] if self._loose(a)]

    def _loose(self, made: Assignment) -> bool:
        pinned = (made.officer, made.task, made.place, made.start) in self.pinned
        return made.task is None and made.start >= self.begin and not pinned

    def again(self, day: int, placed: Placed) -> bool:
        """Was this in the plan before it was freed?"""
        piece, start = placed
        officer = self.work.week.days[day].officer
        return any(
            (a.officer, a.task, a.place, a.start) == (officer, piece.task, piece.place, start)
            for a in self.freed
        )


def _open(piece: Piece, starts: tuple[int, ...]) -> Piece:
    return Piece(piece.task, piece.place, piece.minutes, starts)


def _piece(made: Assignment) -> Piece:
    return Piece(made.task, made.place, made.end - made.start, (made.start,))


Chosen = tuple[int, ...]  # positions of items, ascending


def options(board: Board) -> list[Option]:
    """For each day and each set of pieces that it can take, the ways with the fewest changes."""
    items = [board.items(day) for day in range(len(board.days))]
    many = {p: sum(a.task is None and a.place == p for a in board.freed)
            for p in {a.place for a in board.freed}}  # fmt: skip
    found: list[Option] = []
    sets: list[tuple[int, Chosen]] = [(day, ()) for day in range(len(items)) if items[day]]
    tried = 0
    while sets:
        wider: list[tuple[int, Chosen]] = []
        for day, chosen in sets:
            for more in _extended(items[day], chosen, many):
                tried += 1
                made = [] if tried > MOST else fits(board, day, [items[day][i] for i in more])
                found += made
                if made:
                    wider.append((day, more))
        sets = wider
    return found


def _extended(items: list[Piece], chosen: Chosen, many: dict[int, int]) -> Iterator[Chosen]:
    """One piece more: each task once, of visits no more than were freed."""
    tasks = {items[i].task for i in chosen} - {None}
    for i in range(chosen[-1] if chosen else 0, len(items)):
        piece = items[i]
        if piece.task in tasks or (piece.task is None and chosen.count(i) >= many[piece.place]):
            continue
        yield (*chosen, i)


def fits(board: Board, day: int, new: list[Piece]) -> list[Option]:
    """The ways to take all of `new` into the day with the fewest visits changed; none if it is
    too much.
    """
    loose = board.loose(day)
    if _arranged(board, day, new, [], (), ()) is None:
        return []
    for count in range(len(loose) + 1):
        found: list[Option] = []
        for changed in combinations(range(len(loose)), count):
            found += _ways(board, day, new, loose, changed)
        if found:
            return found
    return []


def _ways(
    board: Board, day: int, new: list[Piece], loose: list[Assignment], changed: tuple[int, ...]
) -> list[Option]:
    """With just these visits changed: moved where that is possible, else dropped."""
    found: list[Option] = []
    lost: list[set[int]] = []
    for fate in sorted(product((False, True), repeat=len(changed)), key=sum):
        dropped = {i for i, gone in zip(changed, fate, strict=True) if gone}
        if any(less <= dropped for less in lost):
            continue
        placed = _arranged(board, day, new, loose, changed, tuple(dropped))
        if placed is not None:
            lost.append(dropped)
            found.append(_option(board, day, placed, len(new), loose, changed, dropped))
    return found


def _arranged(
    board: Board, day: int, new: list[Piece], loose: list[Assignment],
    changed: tuple[int, ...], dropped: tuple[int, ...],
) -> list[Placed] | None:  # fmt: skip
    stay = [_piece(a) for i, a in enumerate(loose) if i not in changed]
    moved = [board.visit(day, loose[i].place) for i in changed if i not in dropped]
    pieces = [*new, *board.fixed(day), *stay, *moved]
    starts = arrange(board.work.week.ways, board.work.week.days[day], pieces)
    return None if starts is None else list(zip(pieces, starts, strict=True))


def _option(
    board: Board, day: int, placed: list[Placed], new: int, loose: list[Assignment],
    changed: tuple[int, ...], dropped: set[int],
) -> Option:  # fmt: skip
    added = tuple(placed[:new])
    again = sum(one[0].task is not None and board.again(day, one) for one in added)
    places = tuple(loose[i].place for i in sorted(dropped))
    return Option(day, tuple(placed), added, places, len(changed) - again)
