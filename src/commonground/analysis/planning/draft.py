"""A plan that is being made: what is in each day, and when. It is valid at every moment."""

from dataclasses import dataclass, field

from commonground.analysis.planning.days import Piece, arrange
from commonground.analysis.planning.instance import SWORN, Assignment
from commonground.analysis.planning.works import Work, visits_owed

Placed = tuple[Piece, int]  # with its start


@dataclass
class Draft:
    """days : of each day, what is in it. load : minutes of each officer. out : times at which a
    vehicle is out. left : visits that each neighbourhood may still get. held : task -> its days.
    """

    work: Work
    days: list[list[Placed]] = field(default_factory=list)
    load: list[int] = field(default_factory=list)
    out: list[tuple[int, int]] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    held: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        instance = self.work.instance
        self.days = [[] for _ in self.work.week.days]
        self.load = [0] * len(instance.officers)
        self.left = [visits_owed(instance, h) for h in range(len(instance.neighbourhoods))]

    def officer(self, day: int) -> int:
        return self.work.week.days[day].officer

    def fits(self, day: int, piece: Piece) -> list[Placed] | None:
        """What the day would be with the piece; None if it does not fit."""
        pieces = [*(piece for piece, _ in self.days[day]), piece]
        starts = arrange(self.work.week.ways, self.work.week.days[day], pieces)
        return None if starts is None else list(zip(pieces, starts, strict=True))

    def put(self, day: int, piece: Piece) -> bool:
        """Put it in if it fits."""
        made = self.fits(day, piece)
        if made is None or (piece.task is None and self.left[piece.place] < 1):
            return False
        self.days[day] = made
        self.load[self.officer(day)] += piece.minutes
        if piece.task is None:
            self.left[piece.place] -= 1
        else:
            self.held.setdefault(piece.task, []).append(day)
        return True

    def visit(self, day: int, place: int) -> Piece:
        instance = self.work.instance
        return Piece(None, place, instance.rules.visit, self.work.week.days[day].visits)

    def put_crew(self, task: int, start: int, days: list[int]) -> bool:
        """Put a whole crew in at one time, or nobody."""
        if not self.is_crew(task, days) or not self._van_free(task, start):
            return False
        here = self.holding(task)
        new = {d: self.work.pieces[task][d].at(start) for d in days if d not in here}
        if any(self.fits(day, piece) is None for day, piece in new.items()):
            return False
        for day, piece in new.items():
            self.put(day, piece)
        if self.work.instance.tasks[task].vehicle:
            self.out.append(self._turn(task, start))
        return True

    def holding(self, task: int) -> list[int]:
        """The days that have the task."""
        return self.held.setdefault(task, [])[:]

    def is_crew(self, task: int, days: list[int]) -> bool:
        """Enough of them, nobody twice, with the powers and the languages?"""
        instance = self.work.instance
        numbers = {self.officer(day) for day in days}
        staff, wanted = [instance.officers[n] for n in numbers], instance.tasks[task]
        return (
            len(days) == len(staff) == self.work.crews[task]
            and sum(officer.kind == SWORN for officer in staff) >= wanted.sworn
            and wanted.languages <= frozenset().union(*(officer.languages for officer in staff))
        )

    def _turn(self, task: int, start: int) -> tuple[int, int]:
        instance = self.work.instance
        turn = instance.rules.vehicle
        return start - turn, start + instance.tasks[task].minutes + turn

    def _van_free(self, task: int, start: int) -> bool:
        instance = self.work.instance
        if not instance.tasks[task].vehicle:
            return True
        begin, end = self._turn(task, start)
        moments = [begin, *(a for a, _ in self.out if begin <= a < end)]
        most = max(sum(a <= m < b for a, b in self.out) for m in moments)
        return most < len(instance.vehicles)

    def changed(self, days: dict[int, list[Placed]]) -> "Draft":
        """Another plan, with these days instead. Crews must still be whole, and at their times."""
        made = Draft(self.work)
        made.out = self.out[:]
        for number, old in enumerate(self.days):
            for piece, start in days.get(number, old):
                made.days[number].append((piece, start))
                made.load[self.officer(number)] += piece.minutes
                if piece.task is None:
                    made.left[piece.place] -= 1
                else:
                    made.held.setdefault(piece.task, []).append(number)
        return made

    def assignments(self) -> list[Assignment]:
        """The plan, without vehicles."""
        return [
            Assignment(self.officer(d), piece.task, piece.place, start, start + piece.minutes)
            for d, day in enumerate(self.days)
            for piece, start in sorted(day, key=lambda placed: placed[1])
        ]
