"""Does a proxy before us hide who asks? Then all visitors count as one network.

The web process sees it: a visitor from this machine itself who asked for a public host name. It
leaves an empty file in the data folder, which says that it is so and nothing else, and takes it
away when visitors come from elsewhere. `commonground check` reads it.
"""

import ipaddress
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port

from .files import to_the_hour

NOTE = "proxy-hides-networks"
LOCAL_NAMES = {"localhost", "127.0.0.1", "[::1]", ""}


def note() -> Path:
    return Path(settings.HOME) / NOTE


def look(request: HttpRequest) -> None:
    """Keep the note as this request shows it; one by the name of this machine says nothing."""
    name = split_domain_port(request.META.get("HTTP_HOST", "").lower())[0]
    if name in LOCAL_NAMES:
        return
    hides = _is_this_machine(request.META.get("REMOTE_ADDR", ""))
    if hides and not note().exists():
        note().touch(mode=0o600)
        to_the_hour(note())
    elif not hides:
        note().unlink(missing_ok=True)


def _is_this_machine(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.split("%")[0]).is_loopback
    except ValueError:
        return False
