"""One question answered by several versions, each registered after the one before was seen.

Who lengthens a window until something is found will find something. So a version's p-value is
multiplied by `STEP` for each version before it. However often a window is lengthened, and whatever
was looked at before, the chance of a false alarm in any version is at most
level (1 + 1/4 + 1/16 + ...) = 4/3 level: 6.7 % where the first version alone has 5 %. Bonferroni's
correction has no such end where nobody knows beforehand how many versions there will be.
"""

STEP = 4


def times(earlier: int) -> int:
    """By how much the p-value of a version is multiplied.

    earlier : versions before it, 0 or more.
    """
    return int(STEP**earlier)
