"""Make src/commonground/demo_data/chicago from a folder of the raw public files.

    python scripts/make_demo_bundle.py RAW_FOLDER [TARGET_FOLDER]

RAW_FOLDER holds police_beats.geojson, community_areas.geojson, community_area_population.csv,
crimes_2015_2018.parquet, caps_events_2016_2017.csv.gz and police_sentiment_scores.csv.gz as
named in the bundle's ATTRIBUTION.md. Run it again and the same files come out.
"""

import csv
import gzip
import json
import re
import sys
from collections import Counter
from pathlib import Path

import duckdb
import numpy as np
import shapely
from shapely.geometry import mapping, shape

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "src/commonground/demo_data/chicago"
KINDS = ROOT / "src/commonground/incidents/kinds/chicago-crimes.csv"
CLOCK = "2017-12-11"  # the demo's morning: nothing that happened on or after it is bundled
SNAPSHOT = "2017-08-23"  # when the calendar was read; later rows were plans then
LIMIT_BYTES = 8_000_000
METRES = np.array([111_320 * np.cos(np.radians(41.85)), 111_320])  # per degree at Chicago
TOLERANCE_M = 10


def rows_of(file: Path) -> list[dict[str, str]]:
    opener = gzip.open if file.suffix == ".gz" else open
    with opener(file, "rt", encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def write_rows(file: Path, rows: list[dict]) -> None:
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, fieldnames=list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def features(file: Path) -> list[dict]:
    return json.loads(file.read_text(encoding="utf-8"))["features"]


# Beats -----------------------------------------------------------------------------------


def beats(raw: Path) -> list[dict]:
    """One row per beat with its simplified shape; 277 polygons make 275 beats."""
    source = features(raw / "police_beats.geojson")
    exact = [shape(f["geometry"]) for f in source]
    simple = simplified(exact)
    numbers = [f["properties"]["beat_num"] for f in source]
    rows = []
    for number in sorted(set(numbers)):
        parts = [i for i, n in enumerate(numbers) if n == number]
        rows.append({
            "beat": number,
            "district": source[parts[0]]["properties"]["district"].zfill(3),
            "exact": shapely.union_all([exact[i] for i in parts]),
            "shape": merged([simple[i] for i in parts]),
        })
    return rows


def simplified(shapes: list) -> list:
    """Shared edges stay shared: the whole coverage is simplified at once, then rounded."""
    metres = shapely.transform(shapes, lambda xy: xy * METRES)
    coarse = shapely.coverage_simplify(metres, TOLERANCE_M)
    return list(shapely.transform(coarse, lambda xy: np.round(xy / METRES, 5)))


def merged(parts: list) -> shapely.Geometry:
    whole = parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)
    return whole if whole.is_valid else shapely.make_valid(whole, method="structure")


def communities(raw: Path) -> list[dict]:
    people = {r["NID"]: int(r["POP2010"])
              for r in rows_of(raw / "community_area_population.csv")}
    return [
        {
            "name": display_name(f["properties"]["community"]),
            "population": people[f["properties"]["area_numbe"]],
            "shape": shape(f["geometry"]),
        }
        for f in features(raw / "community_areas.geojson")
    ]


def display_name(shouted: str) -> str:
    words = shouted.title().replace("Mckinley", "McKinley")
    return re.sub(r"'(\w)", lambda m: "'" + m[1].upper(), words)


def describe(beat_rows: list[dict], areas: list[dict]) -> None:
    """Population by area weights, and the community area that covers most of each beat."""
    for row in beat_rows:
        shared = [shapely.intersection(row["exact"], a["shape"]).area for a in areas]
        weights = [s / a["shape"].area for s, a in zip(shared, areas, strict=True)]
        people = sum(w * a["population"] for w, a in zip(weights, areas, strict=True))
        row["population"] = round(people)
        inside = sum(shared) > row["exact"].area / 2
        row["community_area"] = areas[int(np.argmax(shared))]["name"] if inside else ""
        row["name"] = f"Beat {row['beat']}, {row['community_area'] or 'outside the city'}"


def write_beats(beat_rows: list[dict], target: Path) -> None:
    columns = ("beat", "district", "community_area", "name", "population")
    write_rows(target / "beats.csv", [{c: row[c] for c in columns} for row in beat_rows])
    collection = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature",
             "properties": {c: row[c] for c in columns[:4]},
             "geometry": mapping(row["shape"])}
            for row in beat_rows
        ],
    }
    text = json.dumps(collection, ensure_ascii=False, separators=(",", ":"))
    (target / "beats.geojson").write_text(text, encoding="utf-8")


def write_gazetteer(areas: list[dict], target: Path) -> None:
    rows = []
    for area in sorted(areas, key=lambda a: a["name"]):
        point = area["shape"].representative_point()
        rows.append({"words": area["name"], "latitude": round(point.y, 5),
                     "longitude": round(point.x, 5)})
    write_rows(target / "gazetteer.csv", rows)


# Incidents -------------------------------------------------------------------------------

INCIDENTS = """
COPY (
  SELECT id::INTEGER AS id, date, primary_type, description, domestic, beat,
         CASE WHEN hidden THEN NULL ELSE latitude::DECIMAL(9,5) END AS latitude,
         CASE WHEN hidden THEN NULL ELSE longitude::DECIMAL(9,5) END AS longitude
  FROM (
    SELECT c.*, domestic OR coalesce(exact.sensitive, whole.sensitive, false) AS hidden
    FROM read_parquet($raw) c
    LEFT JOIN kinds exact ON exact.type = primary_type AND exact.subtype = description
    LEFT JOIN kinds whole ON whole.type = primary_type AND whole.subtype = '*'
    WHERE date >= DATE '2016-01-01' AND date < $clock::DATE
  ) ORDER BY date, beat, id
) TO '{target}' (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 22,
                 PARQUET_VERSION v2, ROW_GROUP_SIZE 1000000)
"""


def write_incidents(raw: Path, target: Path) -> None:
    """Sensitive records lose their point here already: they need none anywhere."""
    with duckdb.connect(config={"threads": 1}) as database:
        database.execute("CREATE TABLE kinds AS SELECT * FROM read_csv($file)",
                         {"file": str(KINDS)})
        database.execute(INCIDENTS.format(target=target / "incidents.parquet"),
                         {"raw": str(raw / "crimes_2015_2018.parquet"), "clock": CLOCK})


# The community-policing calendar -----------------------------------------------------------

EVENT_KINDS = (  # first match wins; each pattern is looked for in the lower-case title
    ("beat-meeting", "Beat meeting", r"beat|beet|\bbt\b|^[\d,/& #]+$|sect(or)?\b.*(resid|beat)"),
    ("business", "Business meeting", r"business|hospitality|security meeting"),
    ("domestic-violence", "Domestic violence subcommittee", r"domestic|\bdv\b"),
    ("court", "Court advocacy", r"court advoca|court advocacy"),
    ("youth", "Youth programme", r"peer jury|explor|youth|kids|teen|school|play ?street"),
    ("seniors", "Seniors' meeting", r"senior"),
    ("faith", "Faith-based meeting", r"faith|clergy|pastor|church|peace"),
    ("advisory", "District advisory committee", r"\bdac\b|d\.a\.c|advisory"),
    ("roll-call", "Outdoor roll call", r"roll call"),
    ("national-night-out", "National Night Out", r"national night"),
    ("positive-loitering", "Positive loitering", r"positive loitering|smoke.?out"),
    ("training", "Training or information", r"training|seminar|law and|workshop|recruit"),
)
TEST = re.compile(r"\btest\b", re.I)
CANCELLED = re.compile(r"cancel|^no\b", re.I)
NAMES_SOMEONE = re.compile(
    r"removed\]|pastor|officer|\brev\b|commander|alderman|contact|@|\d{3}\D\d{4}|\bhome of\b"
    r"|residence|invite", re.I
)
SEEN_OFTEN = 3  # a place named less often may be somebody's home: left out


def event_kind(title: str) -> tuple[str, str]:
    for kind, words, pattern in EVENT_KINDS:
        if re.search(pattern, title.lower()):
            return kind, words
    return "other", "Community event"


def tidy(place: str) -> str:
    """Single spaces, and one before a house number that lost its own ("Library6423 W.")."""
    return re.sub(r"(?<=[A-Za-z.'])(?=\d{2,5} [NSEWnsew])", " ", " ".join(place.split()))


def place_names(rows: list[dict[str, str]]) -> set[str]:
    seen = Counter(tidy(r["location"]) for r in rows)
    return {name for name, count in seen.items()
            if count >= SEEN_OFTEN and len(name) <= 90 and not NAMES_SOMEONE.search(name)}


def write_events(raw: Path, known_beats: set[str], target: Path) -> None:
    """Every row of the source is an event of ours, or stands among those left out, with why."""
    source = rows_of(raw / "caps_events_2016_2017.csv.gz")
    places = place_names(source)
    told: dict[tuple, list[dict[str, str]]] = {}
    first, later, left_out = [], [], []
    for line, row in enumerate(source, 2):  # the first line names the columns
        event = event_row(row, places, known_beats)
        twins = told.setdefault(tuple(event.values()), [])
        if TEST.search(row["title"]):
            left_out.append({"line": line, "why": "test"})
        elif any(is_same_event(row, twin) for twin in twins):
            left_out.append({"line": line, "why": "duplicate"})
        else:  # numbered last: those that the first edition of this file left out
            (later if twins or event["cancelled"] == "true" else first).append(event)
            twins.append(row)
    events = [{"id": f"caps-{n:04d}", **event} for n, event in enumerate(first + later, 1)]
    write_rows(target / "caps_events.csv", events)
    write_rows(target / "caps_left_out.csv", left_out)


def is_same_event(one: dict[str, str], other: dict[str, str]) -> bool:
    """Of two rows with the same time, kind and beats: a beat meets once, others at one address."""
    if event_kind(one["title"])[0] == "beat-meeting" and one["beats"]:
        return True
    return bool(house_numbers(one) & house_numbers(other))


def house_numbers(row: dict[str, str]) -> set[str]:
    return set(re.findall(r"\d{2,}", row["location"]))


def event_row(row: dict[str, str], places: set[str], known_beats: set[str]) -> dict:
    kind, words = event_kind(row["title"])
    place = tidy(row["location"])
    beat_list = [b.zfill(4) for b in row["beats"].split(";") if b.zfill(4) in known_beats]
    return {
        "district": row["district"].zfill(3),
        "starts": row["start"],
        "ends": row["end"] if row["end"] > row["start"] else "",
        "kind": kind,
        "title": f"{words} {', '.join(beat_list)}" if kind == "beat-meeting" else words,
        "beats": ";".join(beat_list),
        "place": place if place in places else "",
        "after_snapshot": str(row["start"][:10] > SNAPSHOT).lower(),
        "cancelled": str(bool(CANCELLED.search(row["title"]))).lower(),
    }


# Trust -------------------------------------------------------------------------------------


def write_trust(raw: Path, target: Path) -> None:
    """Months that were over on the demo's morning; the source gives no sample size."""
    rows = [
        {"district": r["DISTRICT"].zfill(3), "month": r["START_DATE"][:7],
         "safety": r["SAFETY"], "trust": r["TRUST"]}
        for r in rows_of(raw / "police_sentiment_scores.csv.gz")
        if r["ORG_LEVEL"] == "District" and r["END_DATE"] < CLOCK
    ]
    rows.sort(key=lambda r: (r["month"], r["district"]))
    write_rows(target / "district_trust.csv", rows)


def main() -> int:
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    raw = Path(sys.argv[1])
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else TARGET
    target.mkdir(parents=True, exist_ok=True)
    beat_rows, areas = beats(raw), communities(raw)
    describe(beat_rows, areas)
    write_beats(beat_rows, target)
    write_gazetteer(areas, target)
    write_incidents(raw, target)
    write_events(raw, {row["beat"] for row in beat_rows}, target)
    write_trust(raw, target)
    size = sum(f.stat().st_size for f in target.rglob("*") if f.is_file())
    print(f"{target}: {size / 1e6:.2f} MB, {len(beat_rows)} beats")
    return 0 if size <= LIMIT_BYTES else 1


if __name__ == "__main__":
    raise SystemExit(main())
