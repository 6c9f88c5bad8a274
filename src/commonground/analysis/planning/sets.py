"""Every set of pieces that fits into a day, found at once by the programme that gives the times."""

from bisect import bisect_left
from collections.abc import Sequence

from commonground.analysis.planning.days import Day, Piece

NEVER = 10**9
Ends = dict[tuple[int, bool], int]  # (last piece, pause had) -> earliest end


def fitting(
    ways: list[list[int]], day: Day, pieces: Sequence[Piece]
) -> list[tuple[Piece, ...]]:  # fmt: skip
    """All sets of the pieces that fit into the day together, the empty one first.

    Equal pieces stand for one another: of them only the first are in a set. Over subsets, as in
    `days.arrange`. ways : minutes from place to place; of a set that fits, each part must, which
    is so where no way by another place is shorter.
    """
    every = sorted(pieces, key=lambda piece: (piece.place, piece.task or -1, piece.starts[-1:]))
    found: list[tuple[Piece, ...]] = [()]
    layer: dict[int, Ends] = {0: {(-1, day.pause == 0): day.start}}
    while layer:
        wider: dict[int, Ends] = {}
        for done, ends in layer.items():
            for i in range(len(every)):
                if not done >> i & 1 and not _twin(every, i, done):
                    _extend(ways, day, every, ends, i, wider.setdefault(done | 1 << i, {}))
        layer = {done: ends for done, ends in wider.items() if ends}
        found += [
            tuple(piece for i, piece in enumerate(every) if done >> i & 1)
            for done, ends in layer.items() if _home(ways, day, every, ends)
        ]  # fmt: skip
    return found


def _twin(pieces: list[Piece], i: int, done: int) -> bool:
    """Is there an equal piece before it that is not in yet?"""
    return i > 0 and not done >> (i - 1) & 1 and pieces[i] == pieces[i - 1]


def _extend(
    ways: list[list[int]], day: Day, pieces: list[Piece], ends: Ends, i: int, into: Ends
) -> None:  # fmt: skip
    """Piece `i` last, as early as can be, without and with the pause before it."""
    piece, starts = pieces[i], pieces[i].starts
    latest = day.end - piece.minutes - ways[piece.place][day.base]
    for (last, had), end in ends.items():
        here = end + ways[day.base if last < 0 else pieces[last].place][piece.place]
        for wait in (0,) if had else (0, day.pause):
            at = bisect_left(starts, here + wait)
            if at == len(starts) or starts[at] > latest:
                break
            key = i, had or starts[at] - here >= day.pause
            if starts[at] + piece.minutes < into.get(key, NEVER):
                into[key] = starts[at] + piece.minutes


def _home(ways: list[list[int]], day: Day, pieces: list[Piece], ends: Ends) -> bool:
    """Is there time for the way back, and for the pause if it was not had?"""
    return any(
        day.end - end - ways[pieces[last].place][day.base] >= (0 if had else day.pause)
        for (last, had), end in ends.items()
    )
