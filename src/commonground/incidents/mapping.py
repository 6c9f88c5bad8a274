"""Mappings: a small TOML file that says which column of a source is what.

The list of targets is closed. There is no target for a name, a date of birth, a licence plate
or free text, and a source column that looks like one is refused whatever it is mapped to.
"""

import hashlib
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from commonground.common.errors import Refused

from . import zones

SHIPPED = Path(__file__).resolve().parent / "mappings"
KINDS = ("calls", "crimes", "requests")
REQUIRED = ("id", "type", "occurred_at")
TARGETS = (
    *REQUIRED, "subtype", "reported_at", "known_at", "latitude", "longitude", "area",
    "sensitive", "initiated",
)
SECTIONS = {
    "": {
        "kind", "source", "types", "example", "columns", "time", "area", "csv", "initiated",
        "place",
    },
    "time": {"zone", "formats", "precision", "midnight_is_unknown_hour"},
    "area": {"width"},
    "csv": {"delimiter", "encoding"},
    "initiated": {"resident", "officer"},
    "place": {"not_a_place"},
}
PRECISIONS = ("minute", "hour", "day", "month")
ENCODINGS = ("utf-8", "latin-1", "utf-16")
OWN_OFFSET = "offset"  # as a zone: each date carries its own

PERSONAL = {
    "name", "names", "firstname", "lastname", "surname", "forename", "dob", "birth",
    "birthdate", "birthday", "age", "sex", "gender", "race", "ethnicity", "plate", "plates",
    "vin", "phone", "telephone", "email", "mail", "ssn", "passport", "narrative", "narratives",
    "note", "notes", "remark", "remarks", "comment", "comments", "details", "text", "words",
    "suspect", "suspects", "victim", "victims", "offender", "offenders", "complainant",
    "caller", "witness", "person", "address",
}
# "name" in these is what a list calls a type or an area, not a person
NAMES_OF_THINGS = {
    "service", "type", "category", "subcategory", "beat", "area", "zone", "sector", "district",
    "ward", "neighborhood", "neighbourhood", "precinct",
}


@dataclass(frozen=True)
class Mapping:
    name: str
    kind: str
    source: str
    types: str  # the table of types (kinds.find)
    columns: dict[str, str]  # target -> the source's column
    zone: str
    formats: tuple[str, ...] = ("iso",)
    precision: str = "minute"
    midnight_is_unknown_hour: bool = False
    area_width: int = 0
    delimiter: str = ","
    encoding: str = "utf-8"
    resident_values: tuple[str, ...] = ()
    officer_values: tuple[str, ...] = ()
    not_a_place: tuple[tuple[float, float], ...] = ()
    is_example: bool = False  # invented records, to try things with
    folder: Path | None = field(default=None, compare=False)
    sha256: str = ""


def load(name: str) -> Mapping:
    """A mapping by its file, or a shipped one by its name ("chicago-crimes")."""
    file = Path(name)
    if not file.is_file():
        file = SHIPPED / f"{name}.toml"
    if not file.is_file():
        raise Refused(f"There is no mapping {name!r}; shipped: {', '.join(shipped())}.")
    content = file.read_bytes()
    try:
        values = tomllib.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise Refused(f"{file.name} cannot be read: {problem}.") from problem
    return parse(values, file.stem, file.parent, hashlib.sha256(content).hexdigest())


def shipped() -> list[str]:
    return sorted(file.stem for file in SHIPPED.glob("*.toml"))


def parse(
    values: dict[str, Any], name: str, folder: Path | None = None, sha256: str = ""
) -> Mapping:
    _check_sections(values, name)
    columns = _columns(values.get("columns", {}), name)
    time, area = values.get("time", {}), values.get("area", {})
    text, initiated = values.get("csv", {}), values.get("initiated", {})
    mapping = Mapping(
        name=name,
        kind=_one_of(values.get("kind"), KINDS, "kind", name),
        source=str(values.get("source", "")),
        types=str(values.get("types", name)),
        columns=columns,
        zone=str(time.get("zone", "")),
        formats=tuple(time.get("formats", ["iso"])),
        precision=_one_of(time.get("precision", "minute"), PRECISIONS, "precision", name),
        midnight_is_unknown_hour=bool(time.get("midnight_is_unknown_hour", False)),
        area_width=int(area.get("width", 0)),
        delimiter=str(text.get("delimiter", ",")),
        encoding=_one_of(text.get("encoding", "utf-8"), ENCODINGS, "encoding", name),
        resident_values=tuple(map(str, initiated.get("resident", []))),
        officer_values=tuple(map(str, initiated.get("officer", []))),
        not_a_place=tuple((float(a), float(b)) for a, b in _points(values, name)),
        is_example=_yes_or_no(values.get("example", False), "example", name),
        folder=folder,
        sha256=sha256,
    )
    _check_zone(mapping)
    return mapping


def _check_sections(values: dict[str, Any], name: str) -> None:
    for section, known in SECTIONS.items():
        given = values if section == "" else values.get(section, {})
        if not isinstance(given, dict):
            raise Refused(f"{name}: [{section}] is not a section.")
        unknown = sorted(set(given) - known)
        if unknown:
            raise Refused(
                f"{name}: {unknown[0]!r} is not known{f' in [{section}]' if section else ''}; "
                f"known: {', '.join(sorted(known))}."
            )


def _columns(given: dict[str, Any], name: str) -> dict[str, str]:
    for target, source in given.items():
        if is_personal(target) or (isinstance(source, str) and is_personal(source)):
            raise Refused(
                f"{name} maps {source!r} to {target!r}: names, dates of birth, licence plates, "
                "addresses and free text are never imported. Take that line out."
            )
        if target not in TARGETS:
            raise Refused(
                f"{name}: {target!r} cannot be imported; what can: {', '.join(TARGETS)}."
            )
        if not isinstance(source, str) or not source:
            raise Refused(f"{name}: {target} needs the name of a column.")
    missing = [target for target in REQUIRED if target not in given]
    if missing:
        raise Refused(f"{name} does not say which column is {', '.join(missing)}.")
    if ("latitude" in given) != ("longitude" in given):
        raise Refused(f"{name}: latitude and longitude go together.")
    return dict(given)


def is_personal(column: str) -> bool:
    """Does this column's name look like a person, or like somebody's words?"""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column)
    parts = [p for p in re.split(r"[^a-z]+", spaced.lower()) if p]
    found = PERSONAL.intersection([*parts, "".join(parts)])
    if found <= {"name", "names"} and NAMES_OF_THINGS.intersection(parts):
        return False
    return bool(found)


def _points(values: dict[str, Any], name: str) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = values.get("place", {}).get("not_a_place", [])
    if not all(isinstance(p, list) and len(p) == 2 for p in points):
        raise Refused(f"{name}: not_a_place is a list of [latitude, longitude].")
    return points


def _one_of(value: object, known: tuple[str, ...], what: str, name: str) -> str:
    if value not in known:
        raise Refused(f"{name}: {what} is one of {', '.join(known)}, not {value!r}.")
    return str(value)


def _yes_or_no(value: object, what: str, name: str) -> bool:
    if not isinstance(value, bool):
        raise Refused(f"{name}: {what} is true or false, not {value!r}.")
    return value


def _check_zone(mapping: Mapping) -> None:
    if not mapping.zone:
        raise Refused(
            f"{mapping.name} does not say in which time zone its dates are: "
            '[time] zone = "America/Chicago", or "offset" where each date carries its own.'
        )
    if mapping.zone != OWN_OFFSET:
        zones.zone(mapping.zone)
