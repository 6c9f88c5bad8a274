"""What in a text looks like a person. The phone runs the same rules from the same file.

`static/engagement/log/persons.json` holds the rules, `persons.js` beside it is this module's
twin, and one table of cases is tested on both. A rule is a pattern or a list of words: it finds
what looks like a person, not every person.
"""

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LISTS = (
    "said", "pronouns", "at", "articles", "links", "joins", "particles", "ordinary", "names",
)  # fmt: skip
FILE = Path(__file__).resolve().parent.parent / "static/engagement/log/persons.json"


@dataclass(frozen=True)
class Mark:
    """text[start:end] looks like a person; `kind` says by what."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Rules:
    patterns: tuple[tuple[str, bool, re.Pattern[str]], ...]  # kind, in places too, pattern
    places: tuple[re.Pattern[str], ...]
    word: re.Pattern[str]
    upper: re.Pattern[str]
    lists: dict[str, frozenset[str]]
    instead: dict[str, dict[str, str]]


@lru_cache(maxsize=1)
def rules() -> Rules:
    told = json.loads(FILE.read_text(encoding="utf-8"))

    def pattern(source: str, any_case: bool = False) -> re.Pattern[str]:
        for _ in range(2):  # a letter class may stand in a list of words
            for name, letters in told["letters"].items():
                source = source.replace("{" + name + "}", letters)
        return re.compile(source, re.IGNORECASE if any_case else 0)

    return Rules(
        tuple(
            (r["kind"], r.get("in_places", True), pattern(r["pattern"], r.get("any_case", False)))
            for r in told["rules"]
        ),
        tuple(pattern("(?<![{L}])" + source) for source in told["place_patterns"]),
        pattern("[{L}][{L}'’-]*"),
        pattern("[{U}]"),
        {name: frozenset(told[name]) for name in LISTS},
        told["instead"],
    )


def marks(text: str, places: Iterable[str] = ()) -> list[Mark]:
    """What looks like a person in `text`, in its order; the names of `places` are known."""
    without_places = _hide_places(text, places)
    found = [
        Mark(match.start(), match.end(), kind)
        for kind, in_places, pattern in rules().patterns
        for match in pattern.finditer(text if in_places else without_places)
    ]
    return _joined(found + _names(without_places))


def without(text: str, found: list[Mark], language: str = "en") -> str:
    """The text with a plain word in the place of each mark."""
    instead = rules().instead.get(language) or rules().instead["en"]
    for mark in reversed(found):
        word = instead.get(mark.kind, instead["else"])
        text = text[: mark.start] + word + text[mark.end :]
    return text


def _hide_places(text: str, places: Iterable[str]) -> str:
    """The text with known places and what is named like one blanked out, as long as before."""
    folded, hidden = _folded(text), list(text)
    for name in sorted(map(_folded, places), key=len, reverse=True):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", folded) if name else ():
            hidden[match.start() : match.end()] = "_" * len(match.group())
    for pattern in rules().places:
        for match in pattern.finditer(text):
            start = match.start() + _length_of_name(text, match)
            hidden[start : match.end()] = "_" * (match.end() - start)
    return "".join(hidden)


def _length_of_name(text: str, place: re.Match[str]) -> int:
    """Of "Maria Okafor of Clark Street" the end is a place; all of "at Martin and Clark Street"."""
    lists, words = rules().lists, list(rules().word.finditer(place.group()))
    lower = [word.group().lower() for word in words]
    before = rules().word.findall(text[: place.start()])[-1:] or [""]
    link = next((n for n, word in enumerate(lower) if word in lists["links"]), 0)
    leading = [before[0].lower(), *lower]
    is_name = any(
        word in lists["names"] and leading[n] not in lists["at"] | lists["articles"]
        for n, word in enumerate(lower[:link])
    )
    return words[link].start() if is_name else 0


def _folded(text: str) -> str:
    """Lower case without accents, character for character."""
    plain = (unicodedata.normalize("NFKD", c)[0].lower() for c in text)
    return "".join(c if len(c) == 1 else c[0] for c in plain)


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    lower: str
    is_capital: bool  # begins with one, and is not an abbreviation in capitals
    begins: bool  # a sentence
    gap: str  # between the word before and this one


def _words(text: str) -> list[_Word]:
    found, end = [], 0
    for match in rules().word.finditer(text):
        word, gap = match.group(), text[end : match.start()]
        bare = re.sub(r"['’]s?$", "", word)
        capital = bool(rules().upper.match(word)) and (bare != bare.upper())
        begins = not found or bool(re.search(r"[.!?:;\n•–—\"“(]", gap))
        end = match.end()
        found.append(
            _Word(match.start(), match.start() + len(bare), bare.lower(), capital, begins, gap)
        )
    return found


def _names(text: str) -> list[Mark]:
    words = _words(text)
    found, places = [], set()
    at = 0
    while at < len(words):
        if _is_at_a_place(words, at, places):
            places.add(at)
        elif _is_name(words, at):
            last = _end_of_name(words, at)
            found.append(Mark(words[at].start, words[last].end, "name"))
            at = last
        at += 1
    return found


def _is_given(word: _Word) -> bool:
    return word.lower in rules().lists["names"]


def _is_proper(word: _Word) -> bool:
    return word.is_capital and word.lower not in rules().lists["ordinary"]


def _is_at_a_place(words: list[_Word], at: int, places: set[int]) -> bool:
    """ "near Devon", "on Clark and Devon", "the Aldi": a capital after such a word is a place."""
    word, lists = words[at], rules().lists
    if at == 0 or word.begins or not _is_proper(word) or _is_given(word):
        return False
    before = words[at - 1].lower
    if at - 1 in places and not word.gap.strip():
        return True
    joined = at > 1 and at - 2 in places and before in lists["joins"]
    return joined or before in lists["at"] or before in lists["articles"]


def _is_name(words: list[_Word], at: int) -> bool:
    word = words[at]
    if _is_given(word):
        return True
    if not _is_proper(word):
        return False
    if not word.begins:
        return True
    follows = words[at + 1] if at + 1 < len(words) else None
    if follows is None or follows.gap.strip():
        return False
    says = follows.lower in rules().lists["said"] and not word.lower.endswith("s")
    return says and not _is_pronoun(word) or (_is_proper(follows) and not _is_given(follows))


def _is_pronoun(word: _Word) -> bool:
    return word.lower in rules().lists["pronouns"]


def _end_of_name(words: list[_Word], at: int) -> int:
    """The last word of the name that begins at `at`: capitals, and particles between them."""
    last, ahead = at, at + 1
    while ahead < len(words) and not words[ahead].gap.strip():
        if _is_proper(words[ahead]):
            last = ahead
        elif words[ahead].lower not in rules().lists["particles"]:
            break
        ahead += 1
    return last


def _joined(found: list[Mark]) -> list[Mark]:
    """In order, with those that overlap made one; the first one's kind stays."""
    together: list[Mark] = []
    for mark in sorted(found, key=lambda m: (m.start, -m.end)):
        if together and mark.start < together[-1].end:
            last = together.pop()
            mark = Mark(last.start, max(last.end, mark.end), last.kind)
        together.append(mark)
    return together
