"""Sentences whose figures stand apart, so that a page can say them in another language."""

from typing import NamedTuple


class Sentence(NamedTuple):
    """words : English, with {names} of values. values : as they are written in English."""

    words: str
    values: dict[str, str]


class Said(str):
    """An English text that still knows of what sentences it was made."""

    parts: tuple[Sentence, ...]

    def __new__(cls, text: str, parts: tuple[Sentence, ...] = ()) -> "Said":
        made = super().__new__(cls, text)
        made.parts = parts
        return made

    @classmethod
    def of(cls, text: str) -> "Said":
        """The text itself where it knows its sentences, else as one without any."""
        return text if isinstance(text, Said) else cls(text, (Sentence("{text}", {"text": text}),))

    def __add__(self, more: str) -> "Said":
        """Another sentence after this one."""
        return Said(f"{self} {more}", self.parts + Said.of(more).parts)


def reason(of: Exception) -> str:
    """What an error says, with its parts if it has some."""
    text = of.args[0] if of.args else ""
    return text if isinstance(text, str) else str(of)


def said(words: str, /, **values: str) -> Said:
    """The sentence with its values in their places. `words` is a literal: it is collected for
    translation from the call."""
    return Said(words.format(**values), (Sentence(words, values),))
