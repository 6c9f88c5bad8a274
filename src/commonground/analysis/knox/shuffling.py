"""Shuffled times, many shuffles side by side, and how many pairs of points come soon in each.

A row of the times holds one point's time in each of LANES shuffles, so that a pair is looked at
in all of them by a few instructions. `soon` is written for LLVM, because Numba takes 16-bit
numbers for 64-bit ones in sums.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

from commonground.analysis.scan.drawing import below

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Words = NDArray[np.uint64]
Times = NDArray[Any]  # int16, int32 or float64
Counts = NDArray[Any]  # whole numbers as wide as the times

LANES = 64
FULL = np.iinfo(np.int16).max  # pairs after which counts of 16 bits are carried over


@njit(cache=True, nogil=True)
def shuffle(words: Words, times: Times, into: Times, lane: int) -> None:
    """Fisher and Yates's shuffles of times (n,), into lanes of (n, LANES) from `lane` on.

    words : (s, 4) the state of each shuffle's generator.
    """
    mixed = times.copy()
    for number in range(len(words)):
        state = words[number].copy()
        mixed[:] = times
        for i in range(len(mixed) - 1, 0, -1):
            j = below(state, i + 1)
            mixed[i], mixed[j] = mixed[j], mixed[i]
        for i in range(len(mixed)):
            into[i, lane + number] = mixed[i]


@njit(cache=True, nogil=True)
def count_soon(
    times: Times, first: int, start: Ints, listed: Rows, limits: Times, carried: Counts, into: Ints
) -> None:
    """Add to into (bands, limits, LANES) the pairs of each band and lane no later than each limit.

    start, listed : as in `pairs.partners`. carried : (limits * LANES,) zeros.
    """
    flat = times.reshape(-1)
    for band in range(len(start)):
        held = 0
        for i in range(start.shape[1] - 1):
            mine = (first + i) * LANES
            for at in range(start[band, i], start[band, i + 1]):
                for k in range(len(limits)):
                    soon(flat, mine, listed[at] * LANES, limits, k, carried, k * LANES)
                held += 1
                if held == FULL:
                    _carry(carried, into[band])
                    held = 0
        _carry(carried, into[band])


@njit(cache=True, nogil=True)
def _carry(carried: Counts, into: Ints) -> None:
    for k in range(len(into)):
        for lane in range(LANES):
            into[k, lane] += carried[k * LANES + lane]
    carried[:] = 0


def _soon(
    context: Any, times: Any, a: Any, b: Any, limits: Any, k: Any, counts: Any, at: Any
) -> Any:
    """counts[at : at + LANES] += abs(times[a : a + LANES] - times[b : ...]) <= limits[k]."""
    return types.void(times, a, b, limits, k, counts, at), _generate


soon: Any = intrinsic(_soon)


def _generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
    kinds = signature.args
    is_real = isinstance(kinds[0].dtype, types.Float)

    def pointer(array: int, offset: int) -> Any:
        found = context.make_array(kinds[array])(context, builder, arguments[array])
        return builder.gep(found.data, [arguments[offset]])

    def wide(array: int, offset: int) -> Any:
        kind = ir.VectorType(context.get_value_type(kinds[array].dtype), LANES)
        return builder.bitcast(pointer(array, offset), kind.as_pointer())

    def load(place: Any, array: int) -> Any:
        return builder.load(place, align=kinds[array].dtype.bitwidth // 8)

    one, other = load(wide(0, 1), 0), load(wide(0, 2), 0)
    limit = _everywhere(builder, builder.load(pointer(3, 4)))
    if is_real:
        later, earlier = builder.fsub(one, other), builder.fsub(other, one)
        most = builder.select(builder.fcmp_ordered(">=", later, earlier), later, earlier)
        within = builder.fcmp_ordered("<=", most, limit)
    else:
        later, earlier = builder.sub(one, other), builder.sub(other, one)
        most = builder.select(builder.icmp_signed(">=", later, earlier), later, earlier)
        within = builder.icmp_signed("<=", most, limit)
    place = wide(5, 6)
    so_far = load(place, 5)
    more = builder.zext(within, so_far.type)
    builder.store(builder.add(so_far, more), place, align=kinds[5].dtype.bitwidth // 8)
    return context.get_dummy_value()


def _everywhere(builder: Any, value: Any) -> Any:
    """One number in all lanes."""
    kind = ir.VectorType(value.type, LANES)
    alone = builder.insert_element(ir.Constant(kind, ir.Undefined), value, ir.IntType(32)(0))
    none = ir.Constant(ir.VectorType(ir.IntType(32), LANES), None)
    return builder.shuffle_vector(alone, ir.Constant(kind, ir.Undefined), none)
