"""Whole words of a list in a text, whatever their accents and case."""

import re
from collections.abc import Iterable
from functools import lru_cache

from commonground.places.gazetteer import fold


@lru_cache(maxsize=32)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = sorted({fold(w) for w in words}, key=len, reverse=True)
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest_first))})(?!\w)")


def found_in(text: str, words: Iterable[str]) -> str:
    """The first of `words` that stands in `text` as a whole word or phrase, or ''."""
    match = _pattern(tuple(words)).search(fold(text))
    return match.group(1) if match else ""
