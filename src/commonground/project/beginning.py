"""`commonground init`: a data folder for an agency, its areas and its first administrator."""

import argparse
import csv
import json
import secrets
from datetime import date
from pathlib import Path
from zoneinfo import available_timezones

from commonground.common.actors import Actor
from commonground.common.errors import Refused

TEMPLATE = """\
# What your agency says of itself. Every line can be changed; restart the server afterwards.
agency = {agency}
time_zone = {time_zone}
time_zone_name = ""         # as residents call it, "Central time"; else the zone's own city
base_url = "http://localhost:8000"

# Shown first wherever people write to us
emergency_number = {emergency}
emergency_relay = ""        # text and relay numbers for people who cannot call
team_contact = ""           # shown where an officer shows no card
read_every = ""             # when messages are read, in words: "every working day at 9 and 16"
complaint_body = ""         # the independent body for complaints about police conduct
complaint_body_url = ""

first_reply_hours = 72
target_working_days = 20
holidays = []               # public holidays: [2027-01-01, 2027-05-31]

# The privacy page; `commonground check` asks for each of these
privacy_controller = ""
privacy_basis = ""
privacy_readers = ""
privacy_rights = ""
privacy_complaint_body = ""
privacy_public_records = ""

survey_body = ""            # who runs the surveys, where it is not the police

mail_backend = "console"    # console, file or smtp
mail_from = ""
# [smtp]
# host = "127.0.0.1"
# port = 25
# tls = "none"              # for a relay on this machine; else starttls (the default) or tls

# Staff may sign in with your own OpenID Connect server (docs/how-to/sign-in-with-openid-connect.md)
# [sign_in.openid_connect]
# name = "your agency's account"
# server_url = "https://login.example.org"
# client_id = "commonground"

# The same words in another language; what stays out is shown as above
# [texts.es]
# emergency_relay = ""
# read_every = ""
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--agency", default="Your police", help="the agency's name")
    parser.add_argument("--time-zone", default="UTC", help="for example America/Chicago")
    parser.add_argument("--emergency", default="911", help="the emergency number")
    parser.add_argument("--areas", type=Path, help="GeoJSON of the neighbourhoods, in WGS84")
    parser.add_argument("--area-id", default="id", help="the property that is an area's id")
    parser.add_argument("--area-name", default="name", help="the property that is its name")
    parser.add_argument(
        "--areas-from", type=date.fromisoformat, default=date(2000, 1, 1),
        help="the first day of these boundaries (default 2000-01-01)",
    )
    parser.add_argument("--population", type=Path, help="CSV with the columns area,population")
    parser.add_argument("--gazetteer", type=Path, help="CSV: words,latitude,longitude")
    parser.add_argument("--administrator", help="user name of the first administrator")


def run(args: argparse.Namespace) -> int:
    """Make what is missing, change nothing that is there; a second run is harmless."""
    from django.conf import settings

    from commonground.project import home

    home.make(settings.HOME)
    write_toml(settings.HOME / "commonground.toml", args)
    migrate()
    load_lists()
    if args.areas:
        draw(args)
    if args.gazetteer:
        from commonground.places.gazetteer import replace_gazetteer

        print(f"{replace_gazetteer(args.gazetteer)} place names")
    if args.administrator:
        print_administrator(args.administrator)
    print(f"ready in {settings.HOME}; next: commonground check, then commonground serve")
    return 0


def write_toml(file: Path, args: argparse.Namespace) -> None:
    if args.time_zone not in available_timezones():
        raise Refused(f"There is no time zone {args.time_zone!r}: try America/Chicago.")
    if not file.exists():
        quoted = {k: json.dumps(getattr(args, k)) for k in ("agency", "time_zone", "emergency")}
        file.write_text(TEMPLATE.format(**quoted), encoding="utf-8")


def migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


def load_lists() -> None:
    """Categories and kinds of event: data that staff may edit afterwards."""
    from commonground.concerns.categories import load_categories
    from commonground.engagement.kinds import load_kinds

    load_categories()
    load_kinds()


def draw(args: argparse.Namespace) -> None:
    from commonground.places.drawing import draw_boundaries
    from commonground.places.reading import read_geojson

    reading = read_geojson(args.areas, id_property=args.area_id, name_property=args.area_name)
    drawn = draw_boundaries(
        reading=reading,
        valid_from=args.areas_from,
        by=Actor.system("init"),
        population=read_population(args.population) if args.population else {},
    )
    print(f"{drawn.new} neighbourhoods new, {drawn.changed} changed, {drawn.unchanged} as before")
    for name in reading.repaired:
        print(f"  repaired: {name} had a ring that crosses itself")
    for one, other, share in reading.overlaps:
        print(f"  overlap: {one} and {other} share {share:.0%} of the smaller")


def read_population(file: Path) -> dict[str, int]:
    try:
        with file.open(newline="", encoding="utf-8") as source:
            rows = list(csv.DictReader(source))
        return {row["area"]: round(float(row["population"])) for row in rows}
    except FileNotFoundError as problem:
        raise Refused(f"There is no file {file}.") from problem
    except (KeyError, ValueError) as problem:
        raise Refused(f"{file.name} needs the columns area and population.") from problem


def print_administrator(username: str) -> None:
    from commonground.people.models import Posting, Role, Staff

    if Staff.objects.filter(username=username).exists():
        print(f"{username} is there already")
        return
    password = secrets.token_urlsafe(12)
    staff = Staff(username=username, display_name=username, must_change_password=True)
    staff.set_password(password)
    staff.save()
    Posting.objects.create(staff=staff, role=Role.ADMINISTRATOR, from_on=date(2000, 1, 1))
    print(f"{username} signs in with: {password}")
    print("change it at the first sign-in; it is shown only here")
