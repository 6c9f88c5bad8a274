"""Alerts over the mornings, with the identity that the early warning gives them."""

from dataclasses import dataclass

from commonground.analysis.following import LIVES_DAYS, follow

TOGETHER = "*"


@dataclass
class Alert:
    about: str  # a category, or TOGETHER
    places: frozenset
    opened: int
    seen: int
    p_value: float


class Alerts:
    """All that were opened. What the room keeps in its database, without it."""

    def __init__(self) -> None:
        self.all: list[Alert] = []
        self._living: list[Alert] = []

    def keep(self, day: int, about: str, found: list[tuple[frozenset, float]]) -> list[Alert]:
        """Those that are new of one stream's findings on one morning; the others go on."""
        self._living = [alert for alert in self._living if alert.seen > day - LIVES_DAYS]
        alive = [a for a in self._living if a.about == about or TOGETHER in (a.about, about)]
        goes_on = follow([alert.places for alert in alive], [places for places, _ in found])
        new = []
        for (places, p), row in zip(found, goes_on, strict=True):
            if row is None:
                new.append(Alert(about, places, day, day, p))
            elif (day, -p) > (alive[row].seen, -alive[row].p_value):
                alive[row].about, alive[row].places = about, places
                alive[row].seen, alive[row].p_value = day, p
        self.all += new
        self._living += new
        return new
