"""1,000,000 rows into the store, on one core: rows per CPU-second and peak memory.

    python benchmarks/import_rows.py [FILE.parquet]

FILE has the columns of the City of Chicago's portal. Without it the demo city's rows are taken,
and again two years earlier under other ids. Each import runs in a process and a data folder of
its own, with the demo city's 275 beats; the start of the process is left out of the time and
in the memory.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb

from commonground import demo_data

ROWS = 1_000_000


def main() -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    if sys.argv[1:2] == ["--one"]:
        return measure(Path(sys.argv[2]))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COMMONGROUND_HOME"] = f"{folder}/home"
        parquet = make_parquet(Path(folder), Path(sys.argv[1]) if sys.argv[1:] else None)
        csv = parquet.with_suffix(".csv")
        duckdb.execute(f"COPY (FROM '{parquet}') TO '{csv}' (HEADER)")
        for what, file in (("Parquet", parquet), ("the same again", parquet), ("CSV", csv)):
            if file is csv:
                os.environ["COMMONGROUND_HOME"] = f"{folder}/home2"
            done = subprocess.run(
                [sys.executable, __file__, "--one", str(file)],
                check=True, capture_output=True, text=True,
            )
            print(f"{what:15} {done.stdout.strip()}")


def make_parquet(folder: Path, given: Path | None) -> Path:
    target = folder / "rows.parquet"
    if given is not None:
        duckdb.execute(f"COPY (FROM '{given}' LIMIT {ROWS}) TO '{target}'")
        return target
    bundle = demo_data.INCIDENTS
    duckdb.execute(f"""COPY (
        FROM '{bundle}' UNION ALL
        SELECT * REPLACE (id + 100000000 AS id, date - INTERVAL 2 YEAR AS date) FROM '{bundle}'
        LIMIT {ROWS}) TO '{target}'""")
    return target


def measure(file: Path) -> None:
    from commonground.cli import setup

    setup()
    prepare()
    from commonground.common.actors import Actor
    from commonground.incidents import importing, mapping

    chosen = mapping.load(demo_data.INCIDENT_MAPPING)
    wall, cpu = time.perf_counter(), time.process_time()
    run = importing.import_file(
        kind="crimes", file=file, mapping=chosen, by=Actor.system("benchmark")
    )
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"read {run.read_count:,}, kept {run.kept_count:,}: {wall:.2f} s, {cpu:.2f} CPU-s, "
        f"{run.read_count / cpu:,.0f} rows per CPU-s, peak {peak:.0f} MB"
    )


def prepare() -> None:
    """Tables and beats, in a data folder that may have them already."""
    from django.core.management import call_command

    from commonground.common.actors import Actor
    from commonground.places.drawing import draw_boundaries
    from commonground.places.reading import read_geojson

    call_command("migrate", verbosity=0)
    draw_boundaries(
        reading=read_geojson(demo_data.BEATS, id_property="beat", name_property="name"),
        valid_from=date(2010, 1, 1), by=Actor.system("benchmark"),
    )


if __name__ == "__main__":
    main()
