"""What is missing before real use; `commonground check` prints it."""

import os
from pathlib import Path

from django.conf import settings
from django.db import connection

from commonground.common import clock, proxies, tables
from commonground.common.deployment import Deployment, deployment
from commonground.common.errors import Refused
from commonground.common.retention import all_rules
from commonground.messaging import sms
from commonground.people.models import Staff
from commonground.people.openid import config as openid_config
from commonground.plans.numbers import numbers

PRIVACY = {
    "privacy_controller": "who is responsible for the data",
    "privacy_basis": "the legal basis",
    "privacy_readers": "who can read what residents write",
    "privacy_rights": "the rights that people have",
    "privacy_complaint_body": "where to complain",
    "privacy_public_records": "what public-records law means for what is written here",
}
ASKED_FOR = {
    "complaint_body": "the independent body for complaints about police conduct",
    "emergency_relay": "how people who cannot call reach the emergency service",
    "read_every": "when messages are read",
}


def problems() -> list[str]:
    """One sentence for each thing to do; [] when all is well."""
    if tables.are_behind():
        return [tables.what_to_do()]
    ours = deployment()
    if ours.demo:
        return refused_tables() + sqlite_problems() + folder_problems()
    return (
        refused_tables() + empty_fields(ours) + mail_problems(ours) + sms.problems(ours)
        + holiday_problems(ours) + sqlite_problems() + demo_logins() + folder_problems()
        + proxy_problems()
        + openid_config.problems(Path(settings.HOME), os.environ)
    )  # fmt: skip


def refused_tables() -> list[str]:
    return retention_problems() + planning_problems()


def planning_problems() -> list[str]:
    try:
        numbers()
    except Refused as refusal:
        return [str(refusal)]
    return []


def retention_problems() -> list[str]:
    try:
        all_rules()
    except Refused as refusal:
        return [str(refusal)]
    return []


def empty_fields(ours: Deployment) -> list[str]:
    return [
        f"{name} in commonground.toml is empty: say {what}."
        for name, what in (PRIVACY | ASKED_FOR).items()
        if not str(getattr(ours, name)).strip()
    ]


def mail_problems(ours: Deployment) -> list[str]:
    if ours.mail_backend != "smtp":
        return [
            f"mail_backend in commonground.toml is '{ours.mail_backend}': no message reaches "
            "anybody. Set it to smtp."
        ]
    found = []
    if "@" not in ours.mail_from:
        found.append("mail_from in commonground.toml is no address: say from whom we write.")
    if not ours.base_url.startswith("https://"):
        found.append("base_url in commonground.toml is not https: links in messages need it.")
    return found


def holiday_problems(ours: Deployment) -> list[str]:
    year = clock.today().year
    if any(day.year == year for day in ours.holidays):
        return []
    return [f"holidays in commonground.toml has no day of {year}: promises count working days."]


def sqlite_problems() -> list[str]:
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_version()")
        version = cursor.fetchone()[0]
    if tuple(map(int, version.split("."))) >= (3, 51, 3):
        return []
    return [
        f"SQLite {version} has a defect that can damage a database shared by two processes: "
        "install the package pysqlite3, or use PostgreSQL."
    ]


def demo_logins() -> list[str]:
    """The passwords of the demo's logins are printed for everybody."""
    names = Staff.objects.filter(username__startswith="demo-", is_active=True)
    return [
        f"{name} is a login of the demo city: close the account in the page People."
        for name in names.order_by("username").values_list("username", flat=True)
    ]


def folder_problems() -> list[str]:
    home = Path(settings.HOME)
    if os.name != "posix" or not home.stat().st_mode & 0o077:
        return []
    return [f"The data folder can be read by others on this machine: chmod go-rwx {home}"]


def proxy_problems() -> list[str]:
    if not proxies.note().exists():
        return []
    return [
        "The proxy tells us no visitor's network, so all of them share one limit and anybody can "
        "hold up everybody: let it set X-Forwarded-For (and log nothing), and serve with "
        "COMMONGROUND_HTTPS=1."
    ]
