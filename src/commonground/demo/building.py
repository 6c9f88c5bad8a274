"""Building the demo city, step by step; a city that is built is left as it is."""

import shutil
import sys
from collections.abc import Callable
from datetime import date

from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from commonground import __version__, demo_data
from commonground.common.actors import Actor

from . import asking, engaging, examples, knowing, planning, presence, published, staff, trying

MARK = "demo-built"
BEFORE_ALL = date(2013, 1, 1)  # the beats' boundaries are those of after 2012
DEMO = Actor.system("demo")


def build() -> bool:
    """Run every step once, with a bar; a half-built city is built from the start.

    False when it was built before.
    """
    if (settings.HOME / MARK).exists():
        bring_up_to_date()
        return False
    clear_database()
    columns = (TextColumn("{task.description:32}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("building the demo city", total=len(STEPS))
        for words, step in STEPS:
            progress.update(bar, description=words)
            step()
            progress.advance(bar)
        progress.update(bar, description="the demo city is built")
    (settings.HOME / MARK).write_text(__version__, encoding="utf-8")
    return True


def bring_up_to_date() -> None:
    """A city that an older version built keeps what was tried in it; its tables are changed."""
    from commonground.common import tables

    if tables.are_behind():
        lists()
        print(
            "An older version built this demo city: its tables were brought up to date. "
            "`commonground demo --afresh` builds it anew, with the examples of this version.",
            file=sys.stderr,
        )


def clear() -> None:
    """Delete the demo's data folder, which only a demo may do."""
    from commonground.common.deployment import deployment
    from commonground.common.errors import Refused

    if not deployment().demo:
        raise Refused(f"{settings.HOME} is not a demo city: nothing was deleted.")
    shutil.rmtree(settings.HOME)


def clear_database() -> None:
    from django.db import connection

    connection.close()
    if connection.vendor == "sqlite":
        for end in ("", "-wal", "-shm"):
            (settings.HOME / f"db.sqlite3{end}").unlink(missing_ok=True)
    shutil.rmtree(settings.HOME / "parquet", ignore_errors=True)


def lists() -> None:
    from commonground.project.beginning import load_lists, migrate

    migrate()
    load_lists()


def places() -> None:
    from commonground.places.drawing import draw_boundaries
    from commonground.places.gazetteer import replace_gazetteer
    from commonground.places.reading import read_geojson

    reading = read_geojson(demo_data.BEATS, id_property="beat", name_property="name")
    draw_boundaries(
        reading=reading,
        valid_from=BEFORE_ALL,
        by=DEMO,
        population={beat.number: beat.population for beat in demo_data.beats()},
        population_is_estimate=True,
        population_source=demo_data.POPULATION_SOURCE,
    )
    replace_gazetteer(demo_data.GAZETTEER)


def incidents() -> None:
    from commonground.incidents import importing, mapping

    importing.import_file(
        kind="crimes",
        file=demo_data.INCIDENTS,
        mapping=mapping.load(demo_data.INCIDENT_MAPPING),
        by=DEMO,
    )


def events() -> None:
    from commonground.engagement.caps import load_caps

    load_caps(demo_data.calendar_events(), by=DEMO)


def scan() -> None:
    from commonground.common import clock
    from commonground.earlywarning.scanning import scan_morning

    scan_morning(as_of=clock.today(), by=DEMO)


STEPS: tuple[tuple[str, Callable[[], None]], ...] = (
    ("tables and lists", lists),
    ("275 beats", places),
    ("who can sign in", staff.make),
    ("523,000 incidents", incidents),
    ("5,000 events", events),
    ("example concerns", examples.make),
    ("example events and contacts", engaging.make),
    ("example calls and visits", presence.make),
    ("example people who said yes", knowing.make),
    ("scores, priorities, cards", published.make),
    ("example surveys", asking.make),
    ("example problems", trying.make),
    ("this morning's scan", scan),
    ("roster and the week's plan", planning.make),
)


def print_logins() -> None:
    print("who can sign in (demo only):")
    for login in staff.LOGINS:
        print(f"  {login.role.label:17} {login.username:16} {login.password}")
