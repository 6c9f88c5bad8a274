"""Kernels over all cylinders for models whose ratio needs two numbers of each: cases and size.

Size is the expected cases (Poisson) or the cases and controls together (Bernoulli). Arrays:
`cases` and `size` are (m, t + 1) running sums over time, 0 first; window w holds the units
begin[w] .. end[w] - 1; centre i's circles end at the positions start[i] .. start[i + 1] - 1
of the flat list `neighbour`. In all, there are `n` cases and a size of `total`.

A replicate is only compared: for a ratio to reach a floor, a cylinder of size u needs at least
k(u) cases, and `largest_sizes` tables the greatest size at which k cases do. The replicates of a
batch lie beside each other in memory, so that adding and comparing takes many at once.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Counts = NDArray[np.int32]

SAME = 1e-9  # ratios closer than this are equal, as in simulating.p_value
CELLS = 1 << 15  # of the table from size to the fewest cases
BATCH = 64  # replicates; a constant, so that the compiler lays them into registers


@njit(cache=True, nogil=True)
def ratio(k: float, u: float, n: float, total: float, bernoulli: bool) -> float:
    """Log likelihood ratio of k cases in a size u (Kulldorff 1997); 0 without an excess."""
    expected = u * n / total
    if k <= expected:
        return 0.0
    found = k * np.log(k / expected)
    if k < n:
        found += (n - k) * np.log((n - k) / (n - expected))
    if bernoulli:
        inside, outside = u - k, total - u - n + k  # controls
        if inside > 0:
            found += inside * np.log(inside / (u - expected))
        if outside > 0:
            found += outside * np.log(outside / (total - u - n + expected))
    return float(found)


@njit(cache=True, nogil=True)
def no_better(k: float, u: float, n: float, total: float, bernoulli: bool, best: float) -> bool:
    """Whether chi-squared, which bounds the ratio from above, is at most `best`: no logarithm."""
    expected = u * n / total
    over = k - expected
    if over <= 0:
        return True
    spread = expected * (n - expected) * ((1 - n / total) if bernoulli else 1.0)
    return bool(over * over * n <= best * spread)


@njit(cache=True)
def best_cylinders(
    cases: Ints,
    size: Floats,
    start: Ints,
    neighbour: Counts,
    begin: Ints,
    end: Ints,
    fewest: int,
    n: int,
    total: float,
    bernoulli: bool,
) -> tuple[Floats, Ints, Ints, Ints, Floats]:
    """(ratio, last neighbour's position, window, cases, size) of each centre's best cylinder."""
    m = len(start) - 1
    best, last, window = np.zeros(m), np.zeros(m, np.int64), np.zeros(m, np.int64)
    observed, people = np.zeros(m, np.int64), np.zeros(m)
    for centre in range(m):
        inside, area = np.zeros(cases.shape[1], np.int64), np.zeros(cases.shape[1])
        for at in range(start[centre], start[centre + 1]):
            inside += cases[neighbour[at]]
            area += size[neighbour[at]]
            for w in range(len(begin)):
                k, u = inside[end[w]] - inside[begin[w]], area[end[w]] - area[begin[w]]
                if k < fewest or no_better(k, u, n, total, bernoulli, best[centre]):
                    continue
                found = ratio(k, u, n, total, bernoulli)
                if found > best[centre] + 1e-12:
                    best[centre], last[centre], window[centre] = found, at, w
                    observed[centre], people[centre] = k, u
    return best, last, window, observed, people


@njit(cache=True)
def largest_sizes(
    floor: float, biggest: float, fewest: int, n: int, total: float, bernoulli: bool
) -> Floats:
    """For k = 0, 1, ...: the greatest size at which k cases reach `floor` (-1 if at none).

    Up to the first k that reaches it at the size `biggest`, or n; then infinity, for ever.
    """
    table = np.full(n + 2, -1.0)
    for k in range(max(fewest, 1), n + 1):
        low = max(table[k - 1], float(k) if bernoulli else 0.0)
        high = k * total / n
        if low > 0 and ratio(k, low, n, total, bernoulli) < floor - SAME:
            continue
        while high - low > 1e-12 * high:
            middle = (low + high) / 2
            if middle <= low or middle >= high:
                break
            if ratio(k, middle, n, total, bernoulli) >= max(floor - SAME, SAME):
                low = middle
            else:
                high = middle
        table[k] = low
        if low >= biggest:
            table[k + 1] = np.inf
            return table[: k + 2]
    table[n + 1] = np.inf
    return table


@njit(cache=True)
def fewest_cases(table: Floats, scale: float) -> Counts:
    """(CELLS + 1,) the fewest cases that reach the floor at sizes from cell / scale on."""
    fewest = np.zeros(CELLS + 1, np.int32)
    k = 0
    for cell in range(CELLS + 1):
        while table[k] < cell / scale:
            k += 1
        fewest[cell] = k
    return fewest


@njit(cache=True, nogil=True)
def largest_ratios(
    cases: Counts,
    size: Floats,
    start: Ints,
    neighbour: Counts,
    begin: Ints,
    end: Ints,
    table: Floats,
    fewest: Counts,
    scale: float,
    n: int,
    total: float,
    bernoulli: bool,
) -> Floats:
    """(BATCH,) the largest ratio of each replicate where it reaches the table's floor, else 0.

    cases : (m, t + 1, BATCH) running sums over time of each replicate.
    """
    units = cases.shape[1]
    kind = cases.dtype.type  # kept narrow, so that more fit beside each other
    best, area = np.zeros(BATCH), np.zeros(units)
    inside = np.zeros((units, BATCH), cases.dtype)
    for centre in range(len(start) - 1):
        inside[:] = 0
        area[:] = 0.0
        for at in range(start[centre], start[centre + 1]):
            row = neighbour[at]
            for t in range(units):
                area[t] += size[row, t]
                for r in range(BATCH):
                    inside[t, r] += cases[row, t, r]
            for w in range(len(begin)):
                first, last = begin[w], end[w]
                u = area[last] - area[first]
                k = fewest[int(u * scale)]
                while table[k] < u:
                    k += 1
                most = kind(0)
                for r in range(BATCH):
                    held = kind(inside[last, r] - inside[first, r])
                    most = held if held > most else most
                if most >= k:
                    for r in range(BATCH):
                        found = inside[last, r] - inside[first, r]
                        if found >= k and not no_better(found, u, n, total, bernoulli, best[r]):
                            best[r] = max(best[r], ratio(found, u, n, total, bernoulli))
    return best
