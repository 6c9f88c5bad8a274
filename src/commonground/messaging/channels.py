"""How a message leaves: by SMTP, into files (HOME/mail), or onto the terminal."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from email.message import EmailMessage, Message
from pathlib import Path
from smtplib import SMTP, SMTP_SSL

from django.conf import settings

from commonground.common.deployment import Deployment, deployment
from commonground.common.errors import Refused

Send = Callable[[EmailMessage], None]
TIMEOUT_SECONDS = 20


def folder() -> Path:
    return Path(settings.HOME) / "mail"


@contextmanager
def to_files() -> Iterator[Send]:
    """One .eml file for each message, complete or not there at all."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)

    def send(message: EmailMessage) -> None:
        name = message["Message-ID"].strip("<>").split("@")[0]
        part = folder() / f"{name}.part"
        with open(part, "wb", opener=lambda path, flags: os.open(path, flags, 0o600)) as target:
            target.write(bytes(message))
        part.replace(folder() / f"{name}.eml")

    yield send


@contextmanager
def to_console() -> Iterator[Send]:
    def send(message: EmailMessage) -> None:
        sys.stdout.write(f"--- message\n{readable(message)}\n---\n")
        sys.stdout.flush()

    yield send


def readable(message: Message) -> str:
    head = "\n".join(f"{name}: {message[name]}" for name in ("To", "Subject"))
    return f"{head}\n\n{message.get_payload(decode=True).decode()}"


@contextmanager
def to_smtp() -> Iterator[Send]:
    """One connection for a whole round. commonground.toml: [smtp] host, port, tls, user.

    `tls` is "starttls" (the default), "tls" or "none"; the password is in the environment
    (COMMONGROUND_SMTP_PASSWORD), so that it is in no file and no backup.
    """
    given = deployment().smtp
    tls = given.get("tls", "starttls")
    kind = SMTP_SSL if tls == "tls" else SMTP
    port = given.get("port", {"tls": 465, "starttls": 587}.get(tls, 25))
    with kind(given.get("host", "localhost"), port, timeout=TIMEOUT_SECONDS) as server:
        if tls == "starttls":
            server.starttls()
        if given.get("user"):
            server.login(given["user"], os.environ.get("COMMONGROUND_SMTP_PASSWORD", ""))
        yield server.send_message


BACK_ENDS = {"smtp": to_smtp, "file": to_files, "console": to_console}


def channel(of: Deployment | None = None) -> AbstractContextManager[Send]:
    """The back end that the deployment names."""
    name = (of or deployment()).mail_backend
    if name not in BACK_ENDS:
        raise Refused(
            f"mail_backend in commonground.toml is '{name}': use one of {', '.join(BACK_ENDS)}."
        )
    return BACK_ENDS[name]()
