"""Fixtures that every room's tests use: the town, its people, a fixed clock, no network."""

import gc
import socket
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings
from scripts import translations

from commonground.common import clock, deployment
from commonground.places import locating
from commonground.publishing import recorded

from . import databases, statements
from .again import again
from .cast import Cast, make_cast, make_town
from .homes import home_at, made_home  # noqa: F401

# A machine that does other work is slow, and nothing that is tested is wrong for that
SLOW = [HealthCheck.too_slow]
settings.register_profile("any machine", deadline=None, suppress_health_check=SLOW)
settings.load_profile("any machine")
LOCAL = ("127.0.0.1", "::1", "localhost")


def pytest_configure() -> None:
    """The Spanish of the pages: the compiled texts are not kept in the repository."""
    translations.compile_catalogues()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, only what asks for the database: no other test can tell which it is. Of these,
    where it was noted what each asks, as many as ask all of it."""
    if connection.vendor != "postgresql":
        return
    chosen = statements.enough([item for item in items if asks_for_database(item)])
    kept = set(chosen)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = chosen


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    with statements.noted(item.nodeid):
        return (yield)


def pytest_sessionfinish() -> None:
    statements.keep()


def asks_for_database(item: pytest.Item) -> bool:
    """pytest-django refuses the database to every other test; commands that a test starts as
    processes of their own work on SQLite."""
    asked = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or item.get_closest_marker("django_db") is not None


def pytest_collection_finish() -> None:
    """What is loaded by now stays to the end: Python need not look through it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


def pytest_unconfigure() -> None:
    """Else the extension modules complain of what they cannot give back."""
    gc.unfreeze()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """In the place of pytest-django's, which migrates in every process."""
    with django_db_blocker.unblock():
        made = connection.settings_dict["NAME"]
        databases.set_up()
    yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(made, verbosity=0)


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """Tests talk to this machine only."""
    real = socket.socket.connect

    def connect(self, address):
        if self.family != socket.AF_UNIX and address[0] not in LOCAL:
            raise AssertionError(f"a test tried to reach {address[0]}")
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture(autouse=True)
def fresh_caches():
    deployment.forget()
    locating.forget()
    recorded._recorded.cache_clear()  # kept by public ids, which the town has in every test
    yield
    deployment.forget()
    locating.forget()


@pytest.fixture(autouse=True)
def in_english():
    """A page in Spanish leaves its language behind, on the thread that the next test uses."""
    translation.deactivate()
    yield
    translation.deactivate()


class Clock:
    """Product time that a test sets: `clock_at.set(datetime(...))` or `.forward(hours=3)`."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday

    def set(self, moment: datetime) -> None:
        self.moment = moment
        clock._held.set(moment)

    def forward(self, **delta: float) -> None:
        self.set(self.moment + timedelta(**delta))

    @property
    def day(self) -> date:
        return clock.local_day(self.moment)


@pytest.fixture
def clock_at() -> Iterator[Clock]:
    """Stop the product's clock at Monday 2 March 2026, 09:00 UTC."""
    stopped = Clock()
    with clock.held_at(stopped.moment):
        yield stopped


@pytest.fixture
def town(db):
    """Two square neighbourhoods that touch: Northside and Southside."""
    return again(make_town)


@pytest.fixture
def cast(town) -> Cast:
    """Bram, Chidi, Dana and the others (test cast; Amal is a resident and has no account)."""
    return again(make_cast, town, key=(town.north.pk, town.south.pk))
