"""Safe Passage in Chicago: a replication, registered knowing earlier results.

python benchmarks/studies/safe_passage.py build ROUTES.geojson SCHOOLS.csv INCIDENTS.parquet …
python benchmarks/studies/safe_passage.py register
python benchmarks/studies/safe_passage.py run

`build` counts incidents by cell of 200 m and school term (routes and schools: Chicago Public
Schools; incidents: the City's data portal); the small table is kept in data/safe_passage.csv.gz.
`register` writes what will be compared, and which effect it would see, from the time before alone:
registered/safe_passage.json, committed before the result. `run` does what was registered and
nothing else, and writes results/safe_passage.json whatever it shows. Told in
docs/methods/safe-passage.md.
"""

import argparse
import csv
import gzip
import json
import re
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from answers import keep
from event_picture import picture
from scipy.spatial import cKDTree

from commonground.analysis.effects import make_panel
from commonground.analysis.effects.audits import joined
from commonground.analysis.effects.methods import Estimator, effect_of
from commonground.analysis.effects.power import Planned, power
from commonground.analysis.effects.several import holm

HERE = Path(__file__).parent
TABLE = HERE / "data" / "safe_passage.csv.gz"
PICTURE = HERE.parents[1] / "docs" / "methods" / "safe-passage.svg"
REGISTERED = HERE / "registered" / "safe_passage.json"

CELL, STEP = 200.0, 20.0  # metres
RING, POOL = 400.0, 1200.0  # how far a displacement area and a comparison may be from a route
LATITUDE, METRES = 41.8, 111_195.0  # of a degree
TERMS = 15  # spring 2011, autumn 2011, … spring 2018
ORDER = ("SY12", "SY13", "SY14", "SY15", "SY16")
OUTCOMES = ("violent", "property", "violent_other_hours")
VIOLENT = ("BATTERY", "ASSAULT", "ROBBERY", "HOMICIDE", "WEAPONS VIOLATION")
PROPERTY = ("THEFT", "BURGLARY", "MOTOR VEHICLE THEFT", "CRIMINAL DAMAGE")
SAME = {  # names on the map and on the lists
    "NICHOLSON TECH ACAD": "NICHOLSON", "DIEGO": "DE DIEGO", "DE PRIEST": "DEPRIEST",
    "MARSHALL, T": "MARSHALL MIDDLE", "BRENNEMANN": "BRENNEMAN", "OTOOLE": "O TOOLE",
    "SOUTHSHORE": "SOUTH SHORE ES", "SOUTH SHORE INTL HS": "SOUTH SHORE HS",
    "CHICAGO VOCATIONAL HS": "CVCA", "HOPE PREP HS": "HOPE", "ALCOTT PREP HS": "ALCOTT HS",
    "CHGO MILITARY ACAD HS": "CHICAGO MILITARY ACADEMY HS", "GRAHAM,R HS": "GRAHAM HS",
    "SPENCER TECH ACAD": "SPENCER", "PHOENIX MILITARY ACAD": "PHOENIX MILITARY",
    "URBAN PREP CHTR BRONZEVILLE": "URBAN PREP", "CICS-BOND": "CICS LLOYD BOND",
}  # fmt: skip


def plain(name):
    """A school's name without brackets, marks and what kind of school it is."""
    words = re.sub(r"[^A-Z ]", " ", re.sub(r"\(.*?\)", "", name.upper())).split()
    return " ".join(word for word in words if word not in ("HS", "ES", "HIGH", "SCHOOL"))


def starts(routes, schools):
    """First school year of each route: the earliest of its schools on the lists, or that of the
    map; and what the join of the two tables lost."""
    first = {}
    for row in schools:
        name = plain(row["school"])
        first[name] = min(first.get(name, "SY99"), row["school_year"])
    names = [[plain(SAME.get(part.strip(), part)) for part in route["school_nam"].split("/")]
             for route in routes]  # fmt: skip
    audit = joined(
        "Schools of routes and lists of schools", [n for own in names for n in own], list(first)
    )
    made = []
    for route, own in zip(routes, names, strict=True):
        on_map = "SY14" if route["school_year"] == "1314" else "SY16"
        made.append(min([first[name] for name in own if name in first], default=on_map))
    return made, audit


def metres(points):
    """(n, 2) longitudes and latitudes to metres east and north, flat over the city."""
    shrunk = METRES * np.cos(np.radians(LATITUDE))
    return np.asarray(points)[:, :2] * [shrunk, METRES]


def along(line):
    """Points of a line, at most 20 m apart."""
    corners = metres(line)
    made = [corners[:1]]
    for one, two in zip(corners, corners[1:], strict=False):
        many = max(int(np.ceil(np.linalg.norm(two - one) / STEP)), 1)
        made.append(one + (two - one) * np.arange(1, many + 1)[:, None] / many)
    return np.concatenate(made)


def cell_of(points):
    return [tuple(cell) for cell in np.floor(np.asarray(points) / CELL).astype(int).tolist()]


def build(routes_file, schools_file, incident_files):
    import duckdb

    features = json.loads(Path(routes_file).read_text())["features"]
    with Path(schools_file).open() as file:
        years, audit = starts([f["properties"] for f in features], list(csv.DictReader(file)))
    print(audit.check().text)
    treated, points, of = {}, [], []
    for feature, year in zip(features, years, strict=True):
        lines = feature["geometry"]["coordinates"]
        for line in [lines] if feature["geometry"]["type"] == "LineString" else lines:
            points.append(along(line))
            of += [year] * len(points[-1])
            for cell in cell_of(points[-1]):
                treated[cell] = min(treated.get(cell, "SY99"), year)
    near = cKDTree(np.concatenate(points))
    sources = ", ".join(f"'{Path(name)}'" for name in incident_files)
    rows = duckdb.sql(f"""
        SELECT longitude, latitude, beat, 2 * (year(date) - 2011) + (month(date) >= 9)::int t,
               month(date) NOT IN (7, 8) term, primary_type,
               dayofweek(date) BETWEEN 1 AND 5 AND hour(date) BETWEEN 6 AND 17 inside
        FROM read_parquet([{sources}], union_by_name = true)
        WHERE latitude IS NOT NULL AND date < TIMESTAMP '2018-07-01'
    """).fetchall()
    counts, beats = tally(rows)
    write(counts, beats, treated, near, of)


def tally(rows):
    """({(cell, term): counts of the outcomes}, {cell: beats of its incidents in 2011})."""
    cells = cell_of(metres([(row[0], row[1]) for row in rows]))
    counts, beats = {}, {}
    for cell, (_, _, beat, term, in_term, kind, inside) in zip(cells, rows, strict=True):
        if term < 2:
            beats.setdefault(cell, []).append(beat)
        which = (
            (0 if inside else 2) if kind in VIOLENT else 1 if kind in PROPERTY and inside else None
        )
        if in_term and which is not None:
            counts.setdefault((cell, term), [0, 0, 0])[which] += 1
    return counts, beats


def write(counts, beats, treated, near, of):
    """Cells with any incident in 2011, within reach of a route; a row where there is a count."""
    TABLE.parent.mkdir(exist_ok=True)
    with gzip.GzipFile(TABLE, "wb", mtime=0) as raw:
        lines = ["cell,beat,group,first,term," + ",".join(OUTCOMES)]
        for number, cell in enumerate(sorted(beats)):
            away, point = near.query((np.array(cell) + 0.5) * CELL)
            if cell not in treated and away > POOL:
                continue
            group = "route" if cell in treated else "ring" if away <= RING else "other"
            year = ORDER.index(treated.get(cell, of[point]))
            start = 2 * year + 2 if year else 1  # the first list holds those of before the data too
            first = "" if group == "other" else start
            beat = max(sorted(set(beats[cell])), key=beats[cell].count)
            for term in range(1, TERMS + 1):
                own = counts.get((cell, term - 1), [0, 0, 0])
                if any(own) or term == 1:
                    lines.append(
                        f"{number},{beat},{group},{first},{term}," + ",".join(map(str, own))
                    )
        raw.write(("\n".join(lines) + "\n").encode())


def table():
    with gzip.open(TABLE, "rt") as file:
        return list(csv.DictReader(file))


def panel(rows, outcome, groups):
    used = [row for row in rows if row["group"] in groups]
    return make_panel(
        [row["cell"] for row in used], [float(row["term"]) for row in used],
        [float(row[outcome]) for row in used], [float(row["first"] or 0) for row in used],
        cluster=[row["beat"] for row in used], fill_zero=True,
    )  # fmt: skip


PLAN = {
    "label": "replication, registered knowing earlier results",
    "question": "Do guarded walking routes to school lower recorded violence along them while "
    "pupils are about?",
    "known_before": [
        "McMillen, Sarmiento-Barbieri & Singh 2019 (J Urban Economics 110: 1-25): violent crime "
        "lower by 14 % along routes, no spillovers found.",
        "Gonzalez & Komisarow 2020 (J Public Economics 191): crime lower by 17 % than on "
        "neighbouring blocks, with displacement to areas farther away.",
    ],
    "units": "squares of 200 m with any incident in 2011; treated where a route crosses them, from "
    "the autumn of the first school year in which one of its schools is on the lists",
    "left_out": "routes listed already in 2011-12: nothing is known of before; squares within "
    "400 m of a route that none crosses: they are looked at as places it may have moved to",
    "comparison": "squares 400 to 1,200 m from every route",
    "periods": "15 school terms, spring 2011 (January to June) to spring 2018; July and August are "
    "left out",
    "primary": {"outcome": "violent", "text": "battery, assault, robbery, homicide, weapons: "
                "Mondays to Fridays, 6 to 18 o'clock"},
    "others": {
        "property": "theft, burglary, vehicle theft, criminal damage in the same hours",
        "violent_other_hours": "violence at all other hours of the same terms: no guard is there; "
        "an effect here would speak against the programme as the reason",
        "ring": "violent, in squares within 400 m that no route crosses, from the start of the "
        "nearest route on",
    },
    "estimator": asdict(Estimator("callaway-santanna")),
    "cluster": "police beat",
    "level": 0.95,
    "several": "Holm over the four",
    "worth_knowing": -0.1,
    "would_change_our_mind": "An interval of the primary outcome without 0 that violence at other "
    "hours does not share, and that drifts as large as the largest before do not undo.",
    "cannot_tell": "Records are of what was reported or found: with guards about, more may be. "
    "There is no survey of pupils or residents beside them here.",
}  # fmt: skip


def digest(plan):
    return sha256(json.dumps(plan, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def register():
    """From the terms before the first start alone."""
    rows = table()
    whole = panel(rows, "violent", ("route", "other"))
    used = whole.kept(whole.first >= 1)
    early = int(used.first.min())
    plan = Planned(used.outcome[:, :early], used.first, used.periods, cluster=used.cluster)
    made = power(plan, Estimator("callaway-santanna"), worth=PLAN["worth_knowing"])
    seen = {
        "how": made.how, "periods_before": early, "cells": used.n,
        "cells_on_routes": int(np.isfinite(used.first).sum()),
        "beats": int(len(np.unique(used.cluster))),
        "seen_with_80_percent": made.detectable and round(made.detectable, 3),
        "chance_of_the_one_worth_knowing": round(made.worth.probability, 3),
        "verdict": made.verdict,
    }  # fmt: skip
    data = sha256(gzip.decompress(TABLE.read_bytes())).hexdigest()
    document = {"plan": PLAN, "sha256": digest(PLAN), "data_sha256": data, "power": seen}
    REGISTERED.parent.mkdir(exist_ok=True)
    REGISTERED.write_text(json.dumps(document, indent=2) + "\n")
    print(json.dumps(seen, indent=2))


def estimates(rows):
    """The registered comparisons, in the plan's order, as (name, panel)."""
    yield "violent", panel(rows, "violent", ("route", "other"))
    yield "property", panel(rows, "property", ("route", "other"))
    yield "violent_other_hours", panel(rows, "violent_other_hours", ("route", "other"))
    yield "ring", panel(rows, "violent", ("ring", "other"))


def run():
    document = json.loads(REGISTERED.read_text())
    plan = document["plan"]
    data = sha256(gzip.decompress(TABLE.read_bytes())).hexdigest()
    if digest(plan) != document["sha256"] or data != document["data_sha256"]:
        raise SystemExit("The plan or the data are not those that were registered.")
    by = Estimator(**plan["estimator"])
    rows = [found(name, own, by, plan["level"]) for name, own in estimates(table())]
    for row, p in zip(rows, holm([row["p_value"] for row in rows]), strict=True):
        row["p_holm"] = p
    for name in ("violent", "violent_other_hours"):
        own = by_year(panel(table(), name, ("route", "other")))
        rows.append(found(name, own, by, plan["level"]) | {"exploratory": "school years"})
    for row in rows:
        print({key: row[key] for key in row if key not in ("checks", "events")})
    PICTURE.write_text(
        picture(
            {"school hours": rows[0]["events"], "all other hours": rows[2]["events"]},
            title="Recorded violence on routes against elsewhere, by terms since the start",
            unit="terms since the start",
        ),
        encoding="utf-8",
    )
    keep("safe_passage", seed=1, settings={"registered": document["sha256"]}, rows=rows)


def found(name, own, by, level):
    made = effect_of(own, by, level=level)
    events = effect_of(own, Estimator(by.method, "event"), level=level)
    inside = np.isfinite(own.first) & (own.first >= 1)
    before = own.outcome[inside][np.arange(own.periods) < own.first[inside, None]]
    return {
        "outcome": name, "estimate": made.estimate, "se": made.se, "low": made.low,
        "high": made.high, "p_value": made.p_value, "mean_before": float(before.mean()),
        "n_units": made.n_units, "n_treated": int(inside.sum()), "n_periods": made.n_periods,
        "checks": [asdict(check) for check in made.checks],
        "events": [asdict(part) for part in events.by],
    }  # fmt: skip


def by_year(own):
    """School years, an autumn and a spring each, in the place of terms; spring 2011 left out."""
    counts = own.outcome[:, 1:].reshape(own.n, -1, 2).sum(axis=2)
    first = np.where(own.first >= 1, (own.first - 1) / 2, 0.0)
    return replace(own, outcome=counts, first=first, times=own.times[1::2])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("do", choices=("build", "register", "run"))
    parser.add_argument("files", nargs="*")
    args = parser.parse_args()
    if args.do == "build":
        build(args.files[0], args.files[1], args.files[2:])
    else:
        {"register": register, "run": run}[args.do]()


if __name__ == "__main__":
    main()
