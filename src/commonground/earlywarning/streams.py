"""The streams of a morning: each category, its parts of the day, and all of a source together.

"crimes.theft" is a category of one kind of record; "crimes.theft:night" those of its reports
whose hour is known and lies in the night; "crimes.*" everything of that kind together.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from commonground.concerns.models import Category
from commonground.incidents.frames import stream_name
from commonground.incidents.mapping import KINDS

from .frames import CONCERNS, Reports

TOGETHER = "*"
# Parts of the day that shifts and lives are cut by: from an hour to another, local time
PARTS = {"daytime": (6, 14), "evening": (14, 22), "night": (22, 6)}


@dataclass(frozen=True)
class Stream:
    """kind : "crimes", "concerns". category : or TOGETHER. part : of the day, or ""."""

    kind: str
    category: str
    part: str = ""

    def __str__(self) -> str:
        return f"{self.kind}.{self.category}" + (f":{self.part}" if self.part else "")

    @classmethod
    def named(cls, name: str) -> "Stream":
        kind, _dot, rest = name.partition(".")
        category, _colon, part = rest.partition(":")
        return cls(kind, category, part)

    def is_about(self, other: "Stream") -> bool:
        """May both find the same thing? One kind of record, and one holds the other."""
        together = TOGETHER in (self.category, other.category)
        return self.kind == other.kind and (together or self.category == other.category)

    def label(self) -> dict[str, str]:
        """The name in each language: "Burglary", "Burglary, at night"."""
        return {code: self._in(code) for code, _name in settings.LANGUAGES}

    def _in(self, language: str) -> str:
        with override(language):
            told = {"what": self._what(language)}
            if self.part == "daytime":
                return _("%(what)s, between 6 and 14 h") % told
            if self.part == "evening":
                return _("%(what)s, between 14 and 22 h") % told
            if self.part == "night":
                return _("%(what)s, between 22 and 6 h") % told
            return told["what"]

    def _what(self, language: str) -> str:
        if self.category == TOGETHER:
            return str(_("All reports together") if self.kind in KINDS else _("All concerns"))
        if self.kind != CONCERNS:
            return stream_name(f"{self.kind}.{self.category}", language)
        name = Category.objects.get(slug=self.category).name
        return name.get(language) or name["en"]


def of(reports: Reports) -> dict[Stream, np.ndarray]:
    """(n,) bool of each stream: categories first, then their parts, then all together."""
    kinds = reports.kind()
    found = {Stream.named(name): reports.stream == name for name in reports.streams()}
    found |= {
        Stream(stream.kind, stream.category, part): mask & in_part(reports.hour, part)
        for stream, mask in found.items()
        for part in PARTS
    }
    several = Counter(stream.kind for stream in found if not stream.part)
    found |= {Stream(kind, TOGETHER): kinds == kind for kind, n in several.items() if n > 1}
    return found


def in_part(hour: np.ndarray, part: str) -> np.ndarray:
    """(n,) bool of local hours; one that is not known, -1, lies in no part."""
    first, last = PARTS[part]
    if first < last:
        return (hour >= first) & (hour < last)
    return (hour >= first) | ((hour >= 0) & (hour < last))
