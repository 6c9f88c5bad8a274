"""So many tries from one network, counted in memory under a key that nobody keeps.

We count a keyed hash of the network's prefix (/24, or /48 for IPv6). The key is random, new
each day, and is never written anywhere; when the day or the process ends, nothing is left that
could tell who came. Each web process counts for itself.
"""

import hashlib
import hmac
import ipaddress
import secrets
import threading
import time
from collections import deque

from django.conf import settings
from django.http import HttpRequest

from . import proxies

DAY = 86400
MOST_NETWORKS = 20_000  # some 20 MB, whoever sends from however many networks


class Limit:
    """At most `count` tries in `seconds` from one network. Machine time throughout."""

    def __init__(self, setting: str, count: int, seconds: int) -> None:
        self.setting, self.default, self.seconds = setting, count, seconds
        self.lock = threading.Lock()
        self.forget()

    @property
    def count(self) -> int:
        return int(getattr(settings, self.setting, self.default))

    def forget(self) -> None:
        """A new key, and no memory of who came."""
        self.key, self.made = secrets.token_bytes(32), time.monotonic()
        self.tries: dict[bytes, deque[float]] = {}

    def is_reached(self, request: HttpRequest) -> bool:
        proxies.look(request)
        with self.lock:
            return len(self._recent(request)) >= self.count

    def add(self, request: HttpRequest) -> None:
        with self.lock:
            self._recent(request).append(time.monotonic())

    def _recent(self, request: HttpRequest) -> deque[float]:
        now = time.monotonic()
        if now - self.made > DAY:
            self.forget()
        name = self._name(request)
        if name not in self.tries and len(self.tries) >= MOST_NETWORKS:
            self.tries.pop(next(iter(self.tries)))  # the one that has been here longest
        mine = self.tries.setdefault(name, deque(maxlen=self.count + 1))
        while mine and now - mine[0] > self.seconds:
            mine.popleft()
        return mine

    def _name(self, request: HttpRequest) -> bytes:
        prefix = network_prefix(request.META.get("REMOTE_ADDR", ""))
        return hmac.new(self.key, prefix.encode(), hashlib.sha256).digest()


def network_prefix(address: str) -> str:
    """203.0.113.9 -> 203.0.113.0/24; what is no address counts as one network."""
    try:
        ip = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return "unknown"
    if ip.version == 6 and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    length = 24 if ip.version == 4 else 48
    return str(ipaddress.ip_network(f"{ip}/{length}", strict=False))
