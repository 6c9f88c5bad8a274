"""Whom the team does not know yet: places it expects to know, and languages that are spoken."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from commonground.engagement.languages import NAMES
from commonground.places.models import CensusMargin, Neighbourhood

from .models import Individual, KnownPlace
from .vocabulary import PlaceKind

ENGLISH = {
    "en": "English", "es": "Spanish", "am": "Amharic", "ar": "Arabic", "zh": "Chinese",
    "fr": "French", "de": "German", "gu": "Gujarati", "ht": "Haitian", "hi": "Hindi",
    "it": "Italian", "ko": "Korean", "pl": "Polish", "pt": "Portuguese", "pa": "Punjabi",
    "ro": "Romanian", "ru": "Russian", "so": "Somali", "tl": "Tagalog", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese",
}  # fmt: skip
# A margin counts speakers only when it says so: "Chinese" alone may be an origin
SPEAKS = re.compile(r"\b(speak|speaks|speaker|speakers|speaking|language|spoken)\b", re.IGNORECASE)
LEAST_SHARE = 0.02  # a language of fewer than 1 in 50 residents is not called a gap


@dataclass(frozen=True)
class PlaceRow:
    place: KnownPlace
    people: int


@dataclass(frozen=True)
class KindRow:
    kind: str
    label: str
    places: list[PlaceRow]

    @property
    def missing(self) -> int:
        return sum(not row.people for row in self.places)


@dataclass(frozen=True)
class LanguageRow:
    label: str
    share: float | None  # of the residents, by the census; None where no margin says
    people: int

    @property
    def share_percent(self) -> int | None:
        return None if self.share is None else round(100 * self.share)


@dataclass(frozen=True)
class Gaps:
    """What is known and what is not. `source` is the census's, '' where no margin is loaded."""

    kinds: list[KindRow]
    languages: list[LanguageRow]
    source: str
    people: int

    @property
    def sentences(self) -> list[str]:
        told = [_kind_sentence(row) for row in self.kinds if row.missing]
        told += [
            _("Nobody who speaks %(language)s, which about %(share)d%% of residents do.")
            % {"language": row.label, "share": row.share_percent}
            for row in self.languages
            if row.share is not None and not row.people
        ]
        return told


def _kind_sentence(row: KindRow) -> str:
    words = {"kind": row.label, "missing": row.missing, "all": len(row.places)}
    return _("%(kind)s: no contact with %(missing)d of %(all)d.") % words


def find_gaps(neighbourhood: Neighbourhood) -> Gaps:
    """Counts only: no card is shown. Three queries."""
    people = list(
        Individual.objects.live().filter(neighbourhood=neighbourhood)
        .values_list("place_id", "languages")
    )  # fmt: skip
    known = KnownPlace.objects.filter(neighbourhood=neighbourhood)
    margins = list(CensusMargin.objects.filter(neighbourhood=neighbourhood))
    spoken = spoken_shares(margins)
    return Gaps(
        _kinds(list(known), [place for place, _languages in people]),
        _languages(spoken, [languages for _place, languages in people]),
        f"{margins[0].source}, {margins[0].year}" if spoken else "",
        len(people),
    )


def _kinds(places: list[KnownPlace], met: list[int | None]) -> list[KindRow]:
    rows = [PlaceRow(place, met.count(place.pk)) for place in places]
    return [
        KindRow(kind.value, str(kind.label), found)
        for kind in PlaceKind
        if (found := [row for row in rows if row.place.kind == kind])
    ]


def spoken_shares(margins: list[CensusMargin]) -> dict[str, float]:
    """Language -> share of the residents, from margins that say they count speakers."""
    found: dict[str, float] = {}
    for margin in margins:
        if not SPEAKS.search(margin.group) or not margin.residents:
            continue
        for code, name in ENGLISH.items():
            if re.search(rf"\b{name}\b", margin.group, re.IGNORECASE):
                found[code] = margin.count / margin.residents
    return found


def _languages(spoken: dict[str, float], people: list[list[str]]) -> list[LanguageRow]:
    ours = {code for languages in people for code in languages}
    codes = {code for code, share in spoken.items() if share >= LEAST_SHARE} | ours
    rows = [
        LanguageRow(str(NAMES[code]), spoken.get(code), sum(code in told for told in people))
        for code in codes
        if code in NAMES
    ]
    return sorted(rows, key=lambda row: (-(row.share or 0), row.label))
