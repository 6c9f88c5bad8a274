"""`commonground demo`: the demo city, built once and served.

Chicago on Monday 11 December 2017, from public records. Concerns and answers are Example rows
that the demo files through the product's own code.
"""

import argparse
import json
import os
import sys
from datetime import date, timedelta

from commonground.common.errors import Refused
from commonground.demo_data import CITY_DISCLAIMER, CLOCK_DAY, TIME_ZONE

SETTINGS = """\
# The demo city. Nothing here is an agency's own words.
demo = true
demo_date = {day}
agency = "Chicago (demo)"
time_zone = "{zone}"
base_url = "http://localhost:8000"
data_notice = {notice}
emergency_number = "911"
emergency_relay = "Text 911 where your phone offers it; by relay, call 711."
complaint_body = "Civilian Office of Police Accountability"
complaint_body_url = "https://www.chicagocopa.org/"
team_contact = "Ask for the neighbourhood team at the district station (Example)."
read_every = "every working day at 9 in the morning and 4 in the afternoon (Example)"
holidays = [
  2016-01-01, 2016-01-18, 2016-02-15, 2016-05-30, 2016-07-04, 2016-09-05, 2016-10-10, 2016-11-11,
  2016-11-24, 2016-12-26, 2017-01-02, 2017-01-16, 2017-02-20, 2017-05-29, 2017-07-04, 2017-09-04,
  2017-10-09, 2017-11-10, 2017-11-23, 2017-12-25, 2018-01-01, 2018-01-15, 2018-02-19, 2018-05-28,
]
privacy_controller = "Nobody: this is a demonstration on your own machine."
privacy_basis = "None: write nothing real here."
privacy_readers = "Whoever uses this machine."
privacy_rights = "Delete the data folder, and everything is gone."
privacy_complaint_body = "None in a demonstration."
privacy_public_records = "A real deployment says here which public-records law applies."
mail_backend = "file"
mail_from = "commonground@example.org"

[texts.es]
agency = "Chicago (demostración)"
emergency_relay = "Mensaje de texto al 911 si su teléfono lo permite; retransmisión: llame al 711."
team_contact = "Pregunte por el equipo del barrio en la estación del distrito (ejemplo)."
read_every = "cada día hábil a las 9 de la mañana y a las 4 de la tarde (ejemplo)"
privacy_controller = "Nadie: esto es una demostración en su propia computadora."
privacy_basis = "Nada lo permite: no escriba aquí nada real."
privacy_readers = "Quien use esta computadora."
privacy_rights = "Borre la carpeta de datos, y todo desaparece."
privacy_complaint_body = "En una demostración no hay ninguno."
privacy_public_records = "Una institución real dice aquí qué ley de registros públicos se aplica."
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help="default 8000")
    parser.add_argument("--build-only", action="store_true", help="build the city, do not serve")
    parser.add_argument("--afresh", action="store_true", help="delete the demo city and build anew")
    parser.add_argument(
        "--advance", type=int, metavar="DAYS", help="move the demo's date by so many days, and stop"
    )


def write_settings() -> None:
    """The demo's commonground.toml, before Django reads it."""
    from commonground.project import home

    folder = home.home()
    home.make(folder)
    file = folder / "commonground.toml"
    if not file.exists():
        file.write_text(settings_for(CLOCK_DAY), encoding="utf-8")


def settings_for(day: date) -> str:
    return SETTINGS.format(day=day.isoformat(), zone=TIME_ZONE, notice=json.dumps(CITY_DISCLAIMER))


def run(args: argparse.Namespace) -> int:
    from commonground.project.serving import serve

    from . import building

    if args.advance is not None:
        return advance(args.advance)
    if args.afresh:
        building.clear()
        write_settings()
    is_new = building.build()
    if is_new and not args.build_only:
        start_again(args.port)
    building.print_logins()
    return 0 if args.build_only else serve(port=args.port)


def start_again(port: int) -> None:
    """Serve from a process that has not built a city: half the memory."""
    words = ["-m", "commonground.cli", "demo", "--port", str(port)]
    # the folder was chosen below the given one; choosing it again must find the same
    os.environ["COMMONGROUND_HOME"] = os.path.dirname(os.environ["COMMONGROUND_HOME"])
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, *words])


def advance(days: int) -> int:
    """Move the demo's date; nothing after it is shown, and nothing is filed by itself."""
    from commonground.common import deployment

    file = deployment.path()
    current = deployment.deployment().demo_date
    if current is None:
        raise Refused("This data folder is not a demo city.")
    day = current + timedelta(days=days)
    text = file.read_text(encoding="utf-8")
    old, new = f"demo_date = {current.isoformat()}", f"demo_date = {day.isoformat()}"
    file.write_text(text.replace(old, new), encoding="utf-8")
    print(f"the demo city's clock stands at {day:%A} {day.day} {day:%B %Y}")
    return 0
