"""How much of what is being sent to us we hold at once.

What residents send lies in memory, never in a temporary file, and every connection may send a
photo: without a bound, some hundred connections that send slowly would fill the memory.
"""

from collections.abc import Iterable

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

MOST_HELD = 256 * 2**20  # bytes, over all connections
ALWAYS = 64 * 2**10  # words alone are far less: they get through whoever sends photos


class BoundedChannel(HTTPChannel):
    """A connection that is closed when it sends much while very much is held already."""

    held = 0  # bytes of the request that is being received or answered

    def received(self, data: bytes) -> bool:
        self.held += len(data)
        if self.held > ALWAYS and held_by(self.server) > MOST_HELD:
            self.handle_close()
            return False
        return super().received(data)

    def service(self) -> None:
        super().service()
        self.held = 0


def held_by(server: BaseWSGIServer) -> int:
    """Bytes over all connections; one that closes is not among them any more."""
    return sum(getattr(channel, "held", 0) for channel in list(server.active_channels.values()))


def bound(sockets: Iterable[object]) -> None:
    """Let every listening socket among these make bounded connections."""
    for socket in list(sockets):
        if isinstance(socket, BaseWSGIServer):
            socket.channel_class = BoundedChannel
