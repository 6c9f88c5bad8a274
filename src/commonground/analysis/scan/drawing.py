"""Replicates of cases over cells, each from a generator of its own.

The generator is xoshiro256++ (Blackman & Vigna 2019), seeded by four words of NumPy's
SeedSequence. How many of the cases fall into the cells that are looked at is drawn beforehand,
for all replicates at once; the kernels place them.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Counts = NDArray[np.int32]
Words = NDArray[np.uint64]


@njit(cache=True, nogil=True)
def next_word(state: Words) -> np.uint64:
    """The next 64 bits; moves the (4,) state on."""
    total = state[0] + state[3]
    result = ((total << np.uint64(23)) | (total >> np.uint64(41))) + state[0]
    shifted = state[1] << np.uint64(17)
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= shifted
    state[3] = (state[3] << np.uint64(45)) | (state[3] >> np.uint64(19))
    return np.uint64(result)


@njit(cache=True, nogil=True)
def below(state: Words, n: int) -> np.int64:
    """A whole number from 0 to n - 1; n up to 2^31, so that the unevenness is under 2^-32."""
    word = next_word(state)
    return np.int64(((word >> np.uint64(32)) * np.uint64(n)) >> np.uint64(32))


@njit(cache=True, nogil=True)
def unit(state: Words) -> float:
    """A number from 0 up to, not including, 1."""
    return float(next_word(state) >> np.uint64(11)) * 2.0**-53


@njit(cache=True)
def aliases(weight: Floats) -> tuple[Floats, Ints]:
    """Walker's alias table of unequal chances: (c,) how much of a cell is its own, (c,) whose the
    rest is (Vose 1991)."""
    c = len(weight)
    own, other = weight * (c / weight.sum()), np.arange(c)
    small, large = np.empty(c, np.int64), np.empty(c, np.int64)
    s, g = 0, 0
    for cell in range(c):
        if own[cell] < 1.0:
            small[s], s = cell, s + 1
        else:
            large[g], g = cell, g + 1
    while s > 0 and g > 0:
        less, more = small[s - 1], large[g - 1]
        other[less] = more
        own[more] -= 1.0 - own[less]
        s -= 1
        if own[more] < 1.0:
            g -= 1
            small[s], s = more, s + 1
    for left in range(s):
        own[small[left]] = 1.0
    for left in range(g):
        own[large[left]] = 1.0
    return own, other


@njit(cache=True, nogil=True)
def draw_multinomial(
    words: Words, drawn: Ints, own: Floats, other: Ints, place: Ints, into: Counts
) -> None:
    """Throw drawn[r] cases over c cells, with the chances of the alias table, for r replicates.

    words : (r, 4) first states. place : (c,) the row of each cell in `into`, the (rows, r) counts.
    """
    c = len(own)
    for r in range(len(drawn)):
        state = words[r].copy()
        for _ in range(drawn[r]):
            cell = below(state, c)
            if own[cell] < 1.0 and unit(state) >= own[cell]:
                cell = other[cell]
            into[place[cell], r] += 1


@njit(cache=True, nogil=True)
def draw_without_replacement(words: Words, drawn: Ints, person: Counts, into: Counts) -> None:
    """Pick drawn[r] of n persons, each at most once, for r replicates.

    words : (r, 4) first states. person : (n,) the row of each in `into`, the (rows, r) counts.
    """
    n, order = len(person), person.copy()
    swapped = np.empty(n, np.int64)
    for r in range(len(drawn)):
        state = words[r].copy()
        for i in range(drawn[r]):
            j = i + below(state, n - i)
            swapped[i] = j
            order[i], order[j] = order[j], order[i]
            into[order[i], r] += 1
        for i in range(drawn[r] - 1, -1, -1):
            j = swapped[i]
            order[i], order[j] = order[j], order[i]
