"""The first pass: every line of the source becomes one parsed row, or a reason to refuse it."""

from collections.abc import Sequence
from datetime import datetime

import duckdb
from django.conf import settings

from . import zones
from .kinds import ANY, UNLISTED, Type
from .mapping import OWN_OFFSET, PRECISIONS, Mapping
from .sources import Source, named, quoted

ID_PATTERN = "[A-Za-z0-9._:/#-]{1,64}"
FIRST_DAY = f"{zones.FIRST_YEAR}-01-02"
WITH_OFFSET = r"(Z|[+-]\d\d:?\d\d)$"

NO_ID = "no id"
BAD_ID = "the id is not a code (letters, digits and . _ : / # - up to 64)"
NO_TYPE = "no type"
NO_DATE = "no date"
BAD_DATE = "the date cannot be read"
BAD_REPORTED = "the date of the report cannot be read"
BAD_KNOWN = "the date known cannot be read"
FUTURE = "the date lies in the future"
TOO_OLD = f"the date lies before {zones.FIRST_YEAR}"


def load_words(
    database: duckdb.DuckDBPyConnection, types: list[Type], areas: list[tuple[str, str, str]],
    import_id: str,
) -> None:
    """The tables `types` and `areas`. Words are ENUMs: a byte a row, and quick to write.

    Row 0 of `types` is for whatever the table does not list. `areas` holds the source's id, the
    neighbourhood's public id and its open boundary's.
    """
    words = {
        "type_word": {t.type for t in types},
        "category_word": {t.category for t in types} | {UNLISTED},
        "precision_word": set(PRECISIONS),
        "area_word": {a for a, _, _ in areas},
        "neighbourhood_word": {n for _, n, _ in areas},
        "boundary_word": {b for _, _, b in areas},
        "import_word": {import_id},
    }
    for name, values in words.items():
        listed = ", ".join(quoted(v) for v in ["", *sorted(values)])  # an ENUM cannot be empty
        database.execute(f"CREATE TYPE {name} AS ENUM ({listed})")
    rows = [(0, None, "", UNLISTED, None, False)] + [
        (k, t.type, t.subtype, t.category, t.resident_reported, t.sensitive)
        for k, t in enumerate(types, start=1)
    ]
    _table(database, "types", rows, "k INTEGER, type type_word, subtype VARCHAR, "
           "category category_word, resident_reported BOOLEAN, sensitive BOOLEAN")
    _table(database, "areas", [(a, *area) for a, area in enumerate(areas)],
           "a INTEGER, area area_word, neighbourhood neighbourhood_word, boundary boundary_word")


def _table(
    database: duckdb.DuckDBPyConnection, name: str, rows: Sequence[tuple[object, ...]], columns: str
) -> None:
    """A temporary table of `rows`; column by column, because row by row takes 0.4 ms each."""
    database.execute(f"CREATE TEMP TABLE {name} ({columns})")
    if rows:
        lists = [list(values) for values in zip(*rows, strict=True)]
        unnested = ", ".join(["unnest(?)"] * len(lists))
        database.execute(f"INSERT INTO {name} SELECT {unnested}", lists)


def stage(
    database: duckdb.DuckDBPyConnection, source: Source, mapping: Mapping, now: datetime
) -> None:
    """Make the table `staged`: one row per line that could be split into columns."""
    database.execute(_stage_sql(source, mapping, now))


def _stage_sql(source: Source, mapping: Mapping, now: datetime) -> str:
    reported = "reported_at" in source.columns
    known = "known_at" in source.columns
    return f"""
    CREATE TEMP TABLE staged AS
    SELECT line, source_id, k, a, flagged, initiated,
           latitude, longitude,
           occurred_utc AS occurred_at, occurred_local::DATE AS occurred_on,
           CAST({_precision(mapping, source)} AS precision_word) AS precision,
           reported_at, source_known_at,
           {_reason(source, now)} AS reason
    FROM (
      SELECT *, {_instants(mapping)}
      FROM (
        SELECT line, source_id, occurred_text, occurred, raw_type,
               coalesce(one.k, rest.k, 0) AS k,
               areas.a, flagged, initiated, latitude, longitude,
               reported_text, known_text,
               {_other_instant("reported", mapping, reported)} AS reported_at,
               {_other_instant("known", mapping, known)} AS source_known_at
        FROM ({_raw(source, mapping)}) raw
        LEFT JOIN types one ON one.type = raw_type AND one.subtype = raw_subtype
        LEFT JOIN types rest ON rest.type = raw_type AND rest.subtype = {quoted(ANY)}
        LEFT JOIN areas ON areas.area = raw_area
      )
    )"""


def _raw(source: Source, mapping: Mapping) -> str:
    """The mapped columns, each in the one type that the rest works with."""
    column = {target: named(name) for target, name in source.columns.items()}
    text = {t: f"trim(CAST({c} AS VARCHAR))" for t, c in column.items()}
    moments = {
        "occurred": _moment("occurred_at", source, mapping),
        "reported": _moment("reported_at", source, mapping),
        "known": _moment("known_at", source, mapping),
    }
    return f"""
    SELECT row_number() OVER () AS line,
           {text["id"]} AS source_id,
           upper({text["type"]}) AS raw_type,
           {f'upper({text["subtype"]})' if "subtype" in text else "NULL"} AS raw_subtype,
           {_flag(column.get("sensitive"), source.types.get("sensitive"))} AS flagged,
           {_initiated(text.get("initiated"), mapping)} AS initiated,
           {_area(text.get("area"), mapping)} AS raw_area,
           {_point(column, mapping)},
           {_presence("occurred_at", source)} AS occurred_text, {moments["occurred"]} AS occurred,
           {_presence("reported_at", source)} AS reported_text, {moments["reported"]} AS reported,
           {_presence("known_at", source)} AS known_text, {moments["known"]} AS known
    FROM {source.sql}"""


def _presence(target: str, source: Source) -> str:
    """SQL: was anything given?"""
    if target not in source.columns:
        return "false"
    column = named(source.columns[target])
    if source.types[target] == "VARCHAR":
        return f"coalesce(trim({column}) <> '', false)"
    return f"({column} IS NOT NULL)"


def _moment(target: str, source: Source, mapping: Mapping) -> str:
    """SQL: a TIMESTAMP, local wall time, or UTC where each date carries its own offset."""
    if target not in source.columns:
        return "NULL::TIMESTAMP"
    column, kind = named(source.columns[target]), source.types[target]
    if kind == "TIMESTAMP WITH TIME ZONE":
        instant = f"make_timestamp(epoch_us({column}))"
        return instant if mapping.zone == OWN_OFFSET else zones.to_local(instant, mapping.zone)
    if kind.startswith(("TIMESTAMP", "DATE")):
        return f"CAST({column} AS TIMESTAMP)"
    return _parsed(f"trim(CAST({column} AS VARCHAR))", mapping)


def _parsed(text: str, mapping: Mapping) -> str:
    if mapping.zone == OWN_OFFSET:
        return (
            f"CASE WHEN regexp_matches({text}, '{WITH_OFFSET}') "
            f"THEN make_timestamp(epoch_us(TRY_CAST({text} AS TIMESTAMPTZ))) END"
        )
    written = [quoted(f) for f in mapping.formats if f != "iso"]
    tries = [f"try_strptime({text}, [{', '.join(written)}])"] if written else []
    if "iso" in mapping.formats:
        # a date with its own offset would be read as wall time without a word: not read at all
        tries.append(
            f"CASE WHEN NOT (length({text}) > 19 AND regexp_matches({text}, '{WITH_OFFSET}')) "
            f"THEN TRY_CAST({text} AS TIMESTAMP) END"
        )
    return f"coalesce({', '.join(tries)})"


def _instants(mapping: Mapping) -> str:
    """SQL: when it happened, in UTC and as local wall time."""
    if mapping.zone == OWN_OFFSET:
        local = zones.to_local("occurred", settings.TIME_ZONE)
        return f"occurred AS occurred_utc, {local} AS occurred_local"
    return f"{zones.to_utc('occurred', mapping.zone)} AS occurred_utc, occurred AS occurred_local"


def _other_instant(name: str, mapping: Mapping, given: bool) -> str:
    if not given:
        return "NULL::TIMESTAMP"
    return name if mapping.zone == OWN_OFFSET else zones.to_utc(name, mapping.zone)


def _flag(column: str | None, kind: str | None) -> str:
    if column is None:
        return "false"
    if kind == "BOOLEAN":
        return f"coalesce({column}, false)"
    yes = "('true', 't', 'yes', 'y', '1')"
    return f"coalesce(lower(trim(CAST({column} AS VARCHAR))) IN {yes}, false)"


def _initiated(text: str | None, mapping: Mapping) -> str:
    """SQL: true where a resident started it, false where an officer did, else NULL."""
    if text is None:
        return "NULL::BOOLEAN"
    resident = ", ".join(quoted(v) for v in mapping.resident_values) or "NULL"
    officer = ", ".join(quoted(v) for v in mapping.officer_values) or "NULL"
    return f"CASE WHEN {text} IN ({officer}) THEN false WHEN {text} IN ({resident}) THEN true END"


def _area(text: str | None, mapping: Mapping) -> str:
    if text is None:
        return "NULL::VARCHAR"
    if not mapping.area_width:
        return f"nullif({text}, '')"
    padded = f"CASE WHEN length({text}) < {mapping.area_width} "
    return f"nullif({padded} THEN lpad({text}, {mapping.area_width}, '0') ELSE {text} END, '')"


def _point(column: dict[str, str], mapping: Mapping) -> str:
    if "latitude" not in column:
        return "NULL::DOUBLE AS latitude, NULL::DOUBLE AS longitude"
    lat = f"round(TRY_CAST({column['latitude']} AS DOUBLE), 6)"
    lon = f"round(TRY_CAST({column['longitude']} AS DOUBLE), 6)"
    usable = f"{lat} BETWEEN -90 AND 90 AND {lon} BETWEEN -180 AND 180"
    nowhere = ((0.0, 0.0), *mapping.not_a_place)
    for at_lat, at_lon in nowhere:
        usable += f" AND NOT ({lat} = {at_lat!r} AND {lon} = {at_lon!r})"
    return (
        f"CASE WHEN {usable} THEN {lat} END AS latitude, "
        f"CASE WHEN {usable} THEN {lon} END AS longitude"
    )


def _precision(mapping: Mapping, source: Source) -> str:
    stated = "day" if source.types["occurred_at"] == "DATE" else mapping.precision
    if not mapping.midnight_is_unknown_hour or stated in ("day", "month"):
        return quoted(stated)
    return (
        f"CASE WHEN occurred_local = date_trunc('day', occurred_local) THEN 'day' "
        f"ELSE {quoted(stated)} END"
    )


def _reason(source: Source, now: datetime) -> str:
    """SQL: why a line is refused, or NULL. A day's grace for clocks that run ahead."""
    latest = f"TIMESTAMP '{now:%Y-%m-%d %H:%M:%S}' + INTERVAL 1 DAY"
    cases = [
        ("source_id IS NULL OR source_id = ''", NO_ID),
        ("raw_type IS NULL OR raw_type = ''", NO_TYPE),
        ("NOT occurred_text", NO_DATE),
        ("occurred_utc IS NULL", BAD_DATE),
        (f"occurred_utc > {latest}", FUTURE),
        (f"occurred_utc < TIMESTAMP '{FIRST_DAY}'", TOO_OLD),
    ]
    if "INT" not in source.types["id"]:
        cases.insert(1, (f"NOT regexp_full_match(source_id, '{ID_PATTERN}')", BAD_ID))
    if "reported_at" in source.columns:
        cases.append(("reported_text AND reported_at IS NULL", BAD_REPORTED))
    if "known_at" in source.columns:
        cases.append(("known_text AND source_known_at IS NULL", BAD_KNOWN))
    whens = " ".join(f"WHEN {test} THEN {quoted(why)}" for test, why in cases)
    return f"CASE {whens} END"
