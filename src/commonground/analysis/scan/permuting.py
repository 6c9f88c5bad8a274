"""Replicates of the permutation scan: times shuffled among the cases, within strata.

Windows look only at some of the times, so only the cases that get one of these are drawn: a
Fisher-Yates shuffle that stops there. The generator is xoshiro256++ (Blackman & Vigna 2019), in
local variables, each replicate's seeded by a row of `simulating.seeds`.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Rows = NDArray[np.int32]
Words = NDArray[np.uint64]

HALF = np.uint64(32)
LOW = np.uint64(0xFFFFFFFF)


@njit(cache=True, nogil=True)
def draw(words: Words, pool: Rows, strata: Ints, wanted: Ints, drawn: Rows) -> None:
    """Draw, stratum by stratum and without replacement, wanted[s + 1] - wanted[s] of its cases.

    words : (4,) the seed. pool : (n,) the location of each case, by stratum; is reordered.
    strata, wanted : (s + 1,) where each stratum begins in pool and in drawn.
    drawn : (r,) filled with locations; entry i stands for the i-th time that is looked at.
    """
    s0, s1, s2, s3 = words[0], words[1], words[2], words[3]
    spare, has_spare = np.uint64(0), False
    for stratum in range(len(strata) - 1):
        begin, end = strata[stratum], strata[stratum + 1]
        for i in range(wanted[stratum + 1] - wanted[stratum]):
            bound = np.uint64(end - begin - i)
            while True:
                if has_spare:
                    word, has_spare = spare, False
                else:
                    total = s0 + s3
                    word = ((total << np.uint64(23)) | (total >> np.uint64(41))) + s0
                    shifted = s1 << np.uint64(17)
                    s2 ^= s0
                    s3 ^= s1
                    s1 ^= s2
                    s0 ^= s3
                    s2 ^= shifted
                    s3 = (s3 << np.uint64(45)) | (s3 >> np.uint64(19))
                    spare, has_spare = word & LOW, True
                    word = word >> HALF
                product = word * bound
                low = product & LOW
                # Lemire 2019: refuse the few words that would make some numbers likelier
                if low >= bound or low >= (np.uint64(0x100000000) - bound) % bound:
                    break
            here = begin + i
            other = here + np.int64(product >> HALF)
            taken = pool[other]
            pool[other] = pool[here]
            drawn[wanted[stratum] + i] = taken
