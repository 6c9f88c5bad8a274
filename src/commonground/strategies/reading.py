"""One TOML file per strategy. A file that is not whole is refused in a sentence with its name."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from commonground.common.errors import Refused

from . import vocabulary as v
from .entries import Change, Finding, Harm, Source, Strategy, Texts

SHIPPED = Path(__file__).resolve().parent / "library"
LANGUAGES = ("en", "es")
Table = dict[str, Any]

# section -> (what it must have, what it may have)
KEYS = {
    "": (
        {"id", "kind", "strength", "goals", "name", "what", "short", "findings", "harms", "sources",
         "changes"},
        {"dose", "lasts", "needs", "cost", "untested", "looked_for", "superseded_by"},
    ),
    "sources": ({"id", "citation", "extent"}, {"url", "seen_on"}),
    "findings": (
        {"id", "outcome", "direction", "design", "words", "setting", "source", "check"},
        {"size", "size_to", "unit", "interval", "superseded_by"},
    ),
    "harms": ({"words", "source", "check"}, set()),
    "changes": ({"version", "on", "words"}, set()),
}  # fmt: skip


def read_folder(folder: Path = SHIPPED) -> list[Strategy]:
    """All entries of a folder, in the order of their names in English."""
    found = [read(file) for file in sorted(folder.glob("*.toml"))]
    known = {strategy.id for strategy in found}
    for strategy in found:
        if strategy.superseded_by and strategy.superseded_by not in known:
            raise Refused(f"{strategy.id}.toml: there is no entry {strategy.superseded_by!r}.")
    return sorted(found, key=lambda strategy: strategy.name["en"])


def read(file: Path) -> Strategy:
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise Refused(f"{file.name} cannot be read: {problem}.") from problem
    try:
        return _strategy(values, file.stem)
    except Refused as refusal:
        raise Refused(f"{file.name}: {refusal}") from refusal


def _strategy(values: Table, stem: str) -> Strategy:
    _check_keys(values, "", "the entry")
    if values["id"] != stem:
        raise Refused(f"its id is {values['id']!r}; name the file after it.")
    sources = {row["id"]: _source(row) for row in _rows(values, "sources")}
    strategy = Strategy(
        id=stem,
        kind=_one_of(values["kind"], v.KINDS, "kind"),
        strength=_one_of(values["strength"], v.STRENGTHS, "strength"),
        goals=tuple(_one_of(goal, v.GOALS, "goal") for goal in values["goals"]),
        findings=tuple(_finding(row, sources) for row in _rows(values, "findings")),
        harms=tuple(_harm(row, sources) for row in _rows(values, "harms")),
        changes=tuple(_change(row) for row in _rows(values, "changes")),
        untested=tuple(_texts(text, "untested") for text in values.get("untested", [])),
        superseded_by=values.get("superseded_by", ""),
        **{name: _texts(values[name], name) for name in ("name", "what", "short")},
        **{
            name: _texts(values[name], name) if name in values else {}
            for name in ("dose", "lasts", "needs", "cost", "looked_for")
        },
    )
    _check_whole(strategy)
    return strategy


def _rows(values: Table, section: str) -> list[Table]:
    for row in values[section]:
        _check_keys(row, section, f"one of its {section}")
    return values[section]


def _check_keys(row: Table, section: str, where: str) -> None:
    must, may = KEYS[section]
    if missing := sorted(must - row.keys()):
        raise Refused(f"{where} lacks {', '.join(missing)}.")
    if unknown := sorted(row.keys() - must - may):
        raise Refused(f"{where} has {', '.join(unknown)}, which no entry has.")


def _one_of(value: object, choices: dict[str, Any], what: str) -> str:
    if not isinstance(value, str) or value not in choices:
        raise Refused(f"{value!r} is no {what}; choose from {', '.join(choices)}.")
    return value


def _texts(value: object, what: str) -> Texts:
    texts = value if isinstance(value, dict) else {}
    if set(texts) != set(LANGUAGES) or not all(isinstance(t, str) and t for t in texts.values()):
        raise Refused(f"{what}: give the words in {' and '.join(LANGUAGES)}.")
    return texts


def _source(row: Table) -> Source:
    if not isinstance(row.get("seen_on"), date | None):
        raise Refused(f"the source {row['id']}: seen_on is a day, as 2026-11-22.")
    _one_of(row["extent"], v.EXTENTS, "extent")
    return Source(**row)


def _named(row: Table, sources: dict[str, Source]) -> Source:
    if row["source"] not in sources:
        raise Refused(f"there is no source {row['source']!r} among its sources.")
    return sources[row["source"]]


def _harm(row: Table, sources: dict[str, Source]) -> Harm:
    check = _one_of(row["check"], v.CHECKS, "check")
    return Harm(_texts(row["words"], "a harm"), _named(row, sources), check)


def _change(row: Table) -> Change:
    if not isinstance(row["on"], date):
        raise Refused("the day of a change is a day, as 2026-11-22.")
    return Change(row["version"], row["on"], _texts(row["words"], "a change"))


def _finding(row: Table, sources: dict[str, Source]) -> Finding:
    interval = row.get("interval")
    finding = Finding(
        id=row["id"],
        outcome=_one_of(row["outcome"], v.OUTCOMES, "outcome"),
        direction=_one_of(row["direction"], v.DIRECTIONS, "direction"),
        design=_one_of(row["design"], v.DESIGNS, "design"),
        words=_texts(row["words"], f"the finding {row['id']}"),
        setting=_texts(row["setting"], f"where {row['id']} was found"),
        source=_named(row, sources),
        check=_one_of(row["check"], v.CHECKS, "check"),
        size=row.get("size"),
        size_to=row.get("size_to"),
        unit=_one_of(row["unit"], v.UNITS, "unit") if "unit" in row else "",
        interval=(interval[0], interval[1]) if interval else None,
        superseded_by=row.get("superseded_by", ""),
    )
    _check_size(finding)
    return finding


def _check_size(finding: Finding) -> None:
    where = f"the finding {finding.id}"
    if (finding.size is None) != (not finding.unit):
        raise Refused(f"{where}: a size has a unit, and a unit a size.")
    if finding.size is None and (finding.size_to is not None or finding.interval):
        raise Refused(f"{where}: give the size that this is the range of.")
    if finding.interval and not all(
        finding.interval[0] <= size <= finding.interval[1] for size in finding.sizes
    ):
        raise Refused(f"{where}: its size lies outside its interval.")


def _check_whole(strategy: Strategy) -> None:
    """What one part of an entry asks of another."""
    names = [finding.id for finding in strategy.findings]
    if len(set(names)) < len(names):
        raise Refused("two findings have the same id.")
    for finding in strategy.findings:
        if finding.superseded_by and finding.superseded_by not in names:
            raise Refused(f"there is no finding {finding.superseded_by!r} among its findings.")
    versions = [change.version for change in strategy.changes]
    if not versions or versions != list(range(1, len(versions) + 1)):
        raise Refused("its changes are numbered 1, 2, 3 in the order of time.")
    if (strategy.strength == "none") != bool(strategy.looked_for):
        raise Refused("strength none goes with looked_for, which says what was looked for.")
