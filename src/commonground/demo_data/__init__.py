"""The demo city's bundled public data: paths and plain rows. See chicago/ATTRIBUTION.md."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.utils.translation.trans_null import gettext_noop  # loaded before any settings

CHICAGO = Path(__file__).resolve().parent / "chicago"
BEATS = CHICAGO / "beats.geojson"
INCIDENTS = CHICAGO / "incidents.parquet"
GAZETTEER = CHICAGO / "gazetteer.csv"
EXAMPLE_CALLS = CHICAGO / "example-calls.toml"  # the mapping; the demo draws the file
ATTRIBUTION = CHICAGO / "ATTRIBUTION.md"
INCIDENT_MAPPING = "chicago-crimes"  # the shipped mapping that INCIDENTS is imported with

CLOCK_DAY = date(2017, 12, 11)  # a Monday
TIME_ZONE = "America/Chicago"
CALENDAR_READ_ON = date(2017, 8, 23)  # events after it: scheduled, not known whether held
POPULATION_SOURCE = gettext_noop(
    "the 2010 census counts of Chicago's community areas, shared out by land area"
)

AGES_SOURCE = "American Community Survey 2013-2017 by community area, bands split by years"
AGES_YEAR = 2017

# The City's terms ask every application that shows its data to carry this, in these words.
CITY_DISCLAIMER = (
    "This site provides applications using data that has been modified for use from its "
    "original source, www.cityofchicago.org, the official website of the City of Chicago. The "
    "City of Chicago makes no claims as to the content, accuracy, timeliness, or completeness "
    "of any of the data provided at this site. The data provided at this site is subject to "
    "change at any time. It is understood that the data provided at this site is being used "
    "at one’s own risk."
)


@dataclass(frozen=True)
class Beat:
    number: str  # "2533"
    district: str  # "025"
    community_area: str  # that covers most of it; "" outside the city
    name: str  # "Beat 2533, Humboldt Park"
    population: int  # an estimate


@dataclass(frozen=True)
class Ages:
    """Residents of a community area by age, as a survey of the census bureau estimates them."""

    community_area: str
    residents: int
    to_19: int
    from_20: int  # to 34
    from_35: int  # to 49
    from_50: int  # to 64
    from_65: int


@dataclass(frozen=True)
class CalendarEvent:
    """A row of the 2016-17 community-policing calendar. It says planned, never held."""

    id: str  # "caps-0001", the same in every build
    district: str
    starts: datetime  # local civil time, no zone
    ends: datetime | None
    kind: str
    title: str
    beats: tuple[str, ...]
    place: str
    after_snapshot: bool  # scheduled; not known whether held
    cancelled: bool = False  # its title said so


@dataclass(frozen=True)
class DistrictTrust:
    """A district's month, 0 to 100. The source gives no sample size and no error."""

    district: str
    month: date  # its first day
    safety: float
    trust: float


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (CHICAGO / name).open(encoding="utf-8", newline="") as source:
        yield from csv.DictReader(source)


def beats() -> list[Beat]:
    return [
        Beat(r["beat"], r["district"], r["community_area"], r["name"], int(r["population"]))
        for r in _rows("beats.csv")
    ]


def ages() -> list[Ages]:
    """Of the five community areas of the home district and the one beside it."""
    counts = ("residents", "to_19", "20_34", "35_49", "50_64")
    older = ("65_74", "75_84", "85_plus")
    return [
        Ages(
            r["community_area"], *(int(r[name]) for name in counts),
            from_65=sum(int(r[name]) for name in older),
        )
        for r in _rows("ages.csv")
    ]  # fmt: skip


def calendar_events() -> list[CalendarEvent]:
    return [
        CalendarEvent(
            id=r["id"],
            district=r["district"],
            starts=datetime.fromisoformat(r["starts"]),
            ends=datetime.fromisoformat(r["ends"]) if r["ends"] else None,
            kind=r["kind"],
            title=r["title"],
            beats=tuple(r["beats"].split(";")) if r["beats"] else (),
            place=r["place"],
            after_snapshot=r["after_snapshot"] == "true",
            cancelled=r["cancelled"] == "true",
        )
        for r in _rows("caps_events.csv")
    ]


def calendar_rows_left_out() -> dict[int, str]:
    """Line of the source -> why it is no event of ours: "duplicate" or "test"."""
    return {int(r["line"]): r["why"] for r in _rows("caps_left_out.csv")}


def district_trust() -> list[DistrictTrust]:
    return [
        DistrictTrust(
            r["district"], date.fromisoformat(r["month"] + "-01"),
            float(r["safety"]), float(r["trust"]),
        )
        for r in _rows("district_trust.csv")
    ]
