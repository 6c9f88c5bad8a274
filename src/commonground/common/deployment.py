"""One agency, one deployment: what commonground.toml in the data folder says of it."""

import tomllib
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

from .errors import Refused

FILE = "commonground.toml"
# What people read: [texts.es] in the file may say these in Spanish
WORDED = frozenset((
    "agency", "emergency_text", "emergency_relay", "complaint_body", "team_contact", "read_every",
    "data_notice", "privacy_controller", "privacy_basis", "privacy_readers", "privacy_rights",
    "privacy_complaint_body", "privacy_public_records", "survey_body", "time_zone_name",
))  # fmt: skip


@dataclass(frozen=True)
class Deployment:
    """Settings in people's words; every field can be left out while trying things.

    `privacy_*` fields are what `commonground check` asks for before real use.
    """

    agency: str = "Your police"
    time_zone: str = "UTC"
    time_zone_name: str = ""  # as residents say it, "Central time"; else the zone's own city
    languages: tuple[str, ...] = ("en", "es")
    emergency_number: str = "911"
    emergency_text: str = ""
    emergency_relay: str = ""
    complaint_body: str = ""
    complaint_body_url: str = ""
    team_contact: str = ""
    leave_to: str = "https://www.wikipedia.org/"  # where "Leave this page" leads
    read_every: str = ""
    data_notice: str = ""  # what the sources of the data ask each page to carry
    first_reply_hours: int = 72
    target_working_days: int = 20
    holidays: tuple[date, ...] = ()
    false_alerts_a_month: float = 1.0  # that chance alone may bring, in the whole agency
    # what each neighbourhood is promised without having to call; "reactive only" below the share
    presence_minutes_a_week: int = 120
    presence_visits_a_week: int = 2
    reactive_share: float = 0.05
    reactive_weeks: int = 12
    base_url: str = "http://localhost:8000"
    mail_backend: str = "console"
    mail_from: str = ""
    smtp: dict = field(default_factory=dict)
    sms: dict = field(default_factory=dict)  # read by messaging.sms
    survey_body: str = ""  # who runs the surveys, where it is not the police
    privacy_controller: str = ""
    privacy_basis: str = ""
    privacy_readers: str = ""
    privacy_rights: str = ""
    privacy_complaint_body: str = ""
    privacy_public_records: str = ""
    demo: bool = False
    demo_date: date | None = None
    retention: dict[str, int] = field(default_factory=dict)  # rule: days (common.retention)
    sign_in: dict = field(default_factory=dict)  # read by people.openid.config
    many_agencies: dict = field(default_factory=dict)  # read by earlywarning.storing
    planning: dict = field(default_factory=dict)  # read by plans.numbers
    texts: dict[str, dict[str, str]] = field(default_factory=dict)  # language: {name: words}


def path() -> Path:
    return Path(settings.HOME) / FILE


def read(file: Path) -> Deployment:
    """The deployment in `file`; the defaults where there is none. Refuses unknown names."""
    if not file.exists():
        return Deployment()
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as problem:
        raise Refused(f"{file.name} cannot be read: {problem}.") from problem
    known = {f.name for f in fields(Deployment)}
    texts = values.get("texts", {}).values()
    unknown = sorted((set(values) - known).union(*(set(words) - WORDED for words in texts)))
    if unknown:
        raise Refused(f"{file.name} has a name that is not known: {', '.join(unknown)}.")
    for name in ("languages", "holidays"):
        if name in values:
            values[name] = tuple(values[name])
    return Deployment(**values)


def deployment() -> Deployment:
    """The file, with its words in the language of the page where it has them."""
    return _in_language((get_language() or "en").split("-")[0])


@lru_cache(maxsize=16)
def _in_language(language: str) -> Deployment:
    ours = read(path())
    return replace(ours, **ours.texts.get(language, {}))


def forget() -> None:
    """Read the file again at the next call (tests, `demo --advance`)."""
    _in_language.cache_clear()
