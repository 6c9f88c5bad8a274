"""Text messages, by HTTP through whichever gateway the deployment names. Off without its table.

commonground.toml: [sms] url, sender, token_file, prefixes; and, where the gateway wants it
otherwise, form, fields, most_a_day (docs/how-to/send-text-messages.md).
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from commonground.common import clock
from commonground.common.deployment import Deployment, deployment
from commonground.common.errors import Refused

TABLE = "[sms]"
TIMEOUT_SECONDS = 20
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")
PREFIX = re.compile(r"\+[1-9][0-9]{0,6}")


SendText = Callable[[str, str], None]  # to, text
# What each form that takes numbers says: how many were given since then, and not confirmed
UNCONFIRMED: list[Callable[[datetime], int]] = []


class GatewayRefused(ValueError):
    """The gateway does not take this message, and never will."""


@dataclass(frozen=True)
class Gateway:
    url: str
    sender: str
    authorization: str  # the whole value of the header
    prefixes: tuple[str, ...]
    form: bool = False  # send form fields instead of JSON
    fields: dict[str, str] = field(default_factory=dict)  # our name -> the gateway's
    most_a_day: int = 200

    def request(self, to: str, text: str) -> tuple[bytes, str]:
        told = {"to": to, "from": self.sender, "text": text}
        named = {self.fields.get(name, name): value for name, value in told.items()}
        if self.form:
            return urlencode(named).encode(), "application/x-www-form-urlencoded"
        return json.dumps(named).encode(), "application/json"


def problems(ours: Deployment) -> list[str]:
    """One sentence for each thing to do; [] where there is no table, or a whole one."""
    told = ours.sms
    if not told:
        return []
    unknown = set(told) - {f.name for f in Gateway.__dataclass_fields__.values()} - {"token_file"}
    found = [f"{TABLE} in commonground.toml has a name that is not known: {n}." for n in unknown]
    found += [
        f"{TABLE} in commonground.toml has no {name}: give {what}."
        for name, what in {"url": "the gateway's address", "sender": "who it comes from",
                           "token_file": "the file with the gateway's Authorization header",
                           "prefixes": "the numbers' beginnings that we write to, as [\"+1\"]",
                           }.items()
        if not told.get(name)
    ]  # fmt: skip
    return found or _wrong(told)


def _wrong(told: dict) -> list[str]:
    parts = urlsplit(str(told["url"]))
    found = []
    if parts.scheme != "https" and parts.hostname not in THIS_MACHINE:
        found.append(f"url of {TABLE} is not https: numbers would go over the net for all to read.")
    if not all(PREFIX.fullmatch(str(one)) for one in told["prefixes"]):
        found.append(f'prefixes of {TABLE} begin with + and a country\'s number, as "+44".')
    if not _token_file(told).is_file():
        found.append(f"token_file of {TABLE} names {_token_file(told)}, which is not there.")
    return found


def _token_file(told: dict) -> Path:
    return Path(settings.HOME) / str(told["token_file"])


def gateway(of: Deployment | None = None) -> Gateway | None:
    """The gateway, or None: not named, or half named."""
    ours = of or deployment()
    if not ours.sms or problems(ours):
        return None
    told = {name: value for name, value in ours.sms.items() if name != "token_file"}
    token = _token_file(ours.sms).read_text(encoding="utf-8").strip()
    return Gateway(**told | {"prefixes": tuple(told["prefixes"]), "authorization": token})


def read_number(text: str) -> str:
    """`+1 (312) 555-0100` -> `+13125550100`. Only where the deployment writes to: else anybody
    could have us pay for messages to numbers that cost."""
    number = re.sub(r"[ ()./-]", "", text)
    number = f"+{number[2:]}" if number.startswith("00") else number
    ours = gateway()
    if not NUMBER.fullmatch(number):
        raise Refused(_("Write the number with its country, for instance +1 312 555 0100."))
    if ours is None or not number.startswith(ours.prefixes):
        raise Refused(_("We cannot send text messages to this number. Give an e-mail address."))
    return number


def check_any_left() -> None:
    """Each costs money, and anybody may ask: so many a day that nobody confirmed."""
    ours, since = gateway(), clock.now() - timedelta(days=1)
    if ours is None or sum(asked(since) for asked in UNCONFIRMED) >= ours.most_a_day:
        raise Refused(_("We cannot send text messages today. Give an e-mail address."))


def is_number(address: str) -> bool:
    """An e-mail address may begin with a plus as well."""
    return NUMBER.fullmatch(address) is not None


@contextmanager
def to_gateway() -> Iterator[SendText]:
    ours = gateway()
    if ours is None:
        raise OSError(f"{TABLE} is gone or not whole")

    def send(to: str, text: str) -> None:
        status = post(ours, to, text)
        if status == 429 or status >= 500:
            raise OSError(f"the gateway answered {status}")
        if not 200 <= status < 300:
            raise GatewayRefused(f"the gateway answered {status}")

    yield send


def post(ours: Gateway, to: str, text: str) -> int:
    """The gateway's status. No redirect is followed: the token goes nowhere else."""
    body, kind = ours.request(to, text)
    parts = urlsplit(ours.url)
    secure = parts.scheme == "https"
    connect = HTTPSConnection if secure else HTTPConnection
    line = connect(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
    headers = {"Content-Type": kind, "Authorization": ours.authorization}
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    try:
        line.request("POST", path or "/", body, headers)
        return line.getresponse().status
    except HTTPException as problem:
        raise OSError(type(problem).__name__) from problem
    finally:
        line.close()
