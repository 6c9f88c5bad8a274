"""What a first visit transfers: every byte, compressed as it came over the wire."""

from dataclasses import dataclass, field

from playwright.sync_api import Page

LIMIT = 100_000  # bytes on a first visit, everything included


@dataclass
class Visit:
    """`responses`: address -> bytes of its headers and its body as transferred."""

    responses: dict[str, int] = field(default_factory=dict)

    @property
    def bytes(self) -> int:
        return sum(self.responses.values())

    def __str__(self) -> str:
        heaviest = sorted(self.responses.items(), key=lambda pair: -pair[1])
        return f"{self.bytes:,} bytes: " + ", ".join(f"{n:,} {url}" for url, n in heaviest)


def first_visit(page: Page, url: str) -> Visit:
    """Open `url` with an empty cache and add up all that comes. `page` must be a new visitor's."""
    visit = Visit()
    browser = page.context.new_cdp_session(page)
    browser.send("Network.enable")
    browser.send("Network.setCacheDisabled", {"cacheDisabled": True})
    addresses: dict[str, str] = {}

    def asked(event: dict) -> None:
        addresses[event["requestId"]] = event["request"]["url"]

    def finished(event: dict) -> None:
        address = addresses.get(event["requestId"], "?")
        visit.responses[address] = visit.responses.get(address, 0) + event["encodedDataLength"]

    browser.on("Network.requestWillBeSent", asked)
    browser.on("Network.loadingFinished", finished)
    page.goto(url, wait_until="networkidle")
    browser.detach()
    return visit
