"""The best day's work of each shift, given what each piece is worth: longest paths.

Nodes come by start within a shift, so one pass is enough: the graph has no cycles. A node has four
labels: without and with the pause that the shift owes, and for each the two best ways that come
from different items, so that going there, elsewhere and back there again can be left out
(two-cycle elimination, Houck et al., Opsearch 17, 1980).
"""

from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from commonground.analysis.planning.candidates import Candidates
from commonground.analysis.planning.instance import Ints

Floats = NDArray[np.float64]

NONE, START = -1, -2


class Graph(NamedTuple):
    """Arrays of `Nodes` and `Shifts`, as compiled code takes them."""

    first: Ints
    item: Ints
    start: Ints
    end: Ints
    place: Ints
    after: Ints
    needed: Ints
    begins: Ints
    ends: Ints
    base: Ints
    pause: Ints
    travel: Ints


class Labels(NamedTuple):
    """best : (4, n) worth of the ways to each node. before : (4, n) label and node before."""

    best: Floats
    before: Ints


def best_paths(
    found: Candidates, worth: Floats, some: Ints, *, once: bool
) -> tuple[Floats, list[list[int]]]:
    """The most that each of some shifts can be worth, and the nodes of that path.

    Parameters
    ----------
    worth : (n,) of each node. some : (k,) shifts.
    once : no item comes twice in a path; then the path is one that is allowed, though not always
        the best of them. Else none comes twice with one or no other between, and the most is a
        bound on all paths that are allowed.

    Returns
    -------
    (k,) worth, -inf where no path goes through all pins; and k lists of nodes, by start.
    """
    labels = Labels(np.empty((4, len(worth))), np.empty((4, len(worth)), dtype=np.int64))
    most, last = np.empty(len(some)), np.empty((len(some), 2), dtype=np.int64)
    _search(some, graph(found), worth, once, labels, most, last)
    return most, [_walk(labels.before, *end) for end in last.tolist()]


def graph(found: Candidates) -> Graph:
    nodes, shifts = found.nodes, found.shifts
    return Graph(
        nodes.first, nodes.item, nodes.start, nodes.end, nodes.place, nodes.after, nodes.needed,
        shifts.start, shifts.end, shifts.base, shifts.pause, found.instance.travel,
    )  # fmt: skip


def _walk(before: Ints, label: int, node: int) -> list[int]:
    path: list[int] = []
    size = before.shape[1]
    while node >= 0:
        path.append(node)
        code = int(before[label, node])
        label, node = (code // size, code % size) if code >= 0 else (0, -1)
    return path[::-1]


@njit(cache=True, nogil=True)
def _search(
    some: Ints, of: Graph, worth: Floats, once: bool, labels: Labels, most: Floats,
    last: Ints,
) -> None:  # fmt: skip
    for row in range(len(some)):
        s = some[row]
        for j in range(of.first[s], of.first[s + 1]):
            _reach(j, s, of, worth, once, labels)
        most[row], last[row, 0], last[row, 1] = _finish(s, of, labels)


@njit(cache=True, nogil=True)
def _reach(
    j: int, s: int, of: Graph, worth: Floats, once: bool, labels: Labels
) -> None:
    """The best ways to come to node j: from the base, or from a node before it."""
    best, before = labels.best, labels.before
    best[:, j], before[:, j] = -np.inf, NONE
    if worth[j] == -np.inf:
        return
    size, item, place = len(worth), of.item[j], of.place[j]
    if of.after[j] < 0:
        way = of.travel[of.base[s], place]
        label = 2 if of.start[j] - of.begins[s] - way >= of.pause[s] else 0
        best[label, j], before[label, j] = worth[j], START
    for i in range(max(of.first[s], of.after[j]), j):
        if of.end[i] > of.start[j] or of.item[i] == item:
            continue
        way = of.travel[of.place[i], place]
        spare = of.start[j] - of.end[i] - way
        if spare < 0:
            continue
        for label in range(4):
            value = best[label, i] + worth[j]
            to = 2 if spare >= of.pause[s] else label & 2
            if value > best[to + 1, j] and not _held(label, i, item, of.item, before, once):
                _keep(j, to, value, label * size + i, of.item, best, before)


@njit(cache=True, nogil=True)
def _keep(j: int, to: int, value: float, code: int, item: Ints, best: Floats, before: Ints) -> None:
    """Put it among the two best that come from different items."""
    first, size = before[to, j], before.shape[1]
    same = first >= 0 and item[first % size] == item[code % size]
    if value > best[to, j]:
        if not same:
            best[to + 1, j], before[to + 1, j] = best[to, j], first
        best[to, j], before[to, j] = value, code
    elif not same:
        best[to + 1, j], before[to + 1, j] = value, code


@njit(cache=True, nogil=True)
def _held(label: int, node: int, wanted: int, item: Ints, before: Ints, once: bool) -> bool:
    """Is the item on the way that leads to this node? Unless `once`, only the last but one."""
    size = before.shape[1]
    while True:
        code = before[label, node]
        if code < 0:
            return False
        label, node = code // size, code % size
        if item[node] == wanted:
            return True
        if not once:
            return False


@njit(cache=True, nogil=True)
def _finish(s: int, of: Graph, labels: Labels) -> tuple[float, int, int]:
    """Back to the base. Doing nothing is worth 0, where nothing is pinned."""
    most = 0.0 if of.needed[s] < 0 else -np.inf
    at, last = 0, NONE
    for i in range(max(of.first[s], of.needed[s]), of.first[s + 1]):
        way = of.travel[of.place[i], of.base[s]]
        spare = of.ends[s] - of.end[i] - way >= of.pause[s]
        for label in range(4):
            value = labels.best[label, i]
            if value > most and (spare or label >= 2):
                most, at, last = value, label, i
    return most, at, last
