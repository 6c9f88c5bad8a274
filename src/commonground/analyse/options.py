"""Types of options that several analyses share."""

import argparse

MOST = 1_000_000_000  # far above what any of them means; below what 32 bits hold
REPLICATIONS = 10_000_000


def whole(text: str) -> int:
    """A whole number that the kernels can hold."""
    number = int(text)
    if abs(number) > MOST:
        raise argparse.ArgumentTypeError(f"{text[:20]} is more than {MOST:,}")
    return number


def replications(text: str) -> int:
    """So many that the random numbers of each can be held."""
    number = whole(text)
    if number > REPLICATIONS:
        raise argparse.ArgumentTypeError(f"{number:,} are more than {REPLICATIONS:,}")
    return number


def listed(text: str) -> list[str]:
    """What is between commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


# argparse names a type that a text does not fit
whole.__name__ = "whole number"
replications.__name__ = "number"
