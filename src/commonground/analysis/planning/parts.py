"""Reading JSON a part at a time: whatever is wrong is one sentence that names the place."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from commonground.analysis.errors import Unusable
from commonground.analysis.planning.instance import DAY, Span

Document = dict[str, Any]
T = TypeVar("T")

HOUR = 60
LONGEST = 2 * DAY  # minutes: of a shift, a task, a way


class Part:
    """An object of the document, and where it stands."""

    def __init__(self, made: object, at: str) -> None:
        if not isinstance(made, dict):
            raise Unusable(f"{at} must be an object.")
        self.made: Document = made
        self.at = at

    def _of(self, name: str, kind: type[T], what: str, default: T | None) -> T:
        value = self.made.get(name, default)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise Unusable(f"{self.at} needs {name}: {what}.")
        return value

    def word(self, name: str, default: str | None = None) -> str:
        value = self._of(name, str, "a text", default)
        if not value or len(value) > 200:
            raise Unusable(f"{self.at} needs {name}: a text of 1 to 200 letters.")
        return value

    def flag(self, name: str, default: bool) -> bool:
        return self._of(name, bool, "true or false", default)

    def items(self, name: str, default: list[Any] | None = None) -> list[Any]:
        return self._of(name, list, "a list", default)

    def whole(self, name: str, low: int, high: int, default: int | None = None) -> int:
        value = self._of(name, int, f"a whole number from {low} to {high}", default)
        if not low <= value <= high:
            raise Unusable(f"{self.at} needs {name}: a whole number from {low} to {high}.")
        return value

    def hours(self, name: str, default: float | None = None) -> int:
        """Hours, in minutes."""
        value = self.made.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 168:
            raise Unusable(f"{self.at} needs {name}: hours from 0 to 168.")
        return round(value * HOUR)

    def one_of(self, name: str, choices: Iterable[str]) -> str:
        value = self.word(name)
        if value not in choices:
            raise Unusable(f"{self.at} needs {name}: one of {', '.join(choices)}.")
        return value

    def words(self, name: str) -> frozenset[str]:
        found = self.items(name, [])
        if not all(isinstance(word, str) and word for word in found):
            raise Unusable(f"{self.at} needs {name}: a list of texts.")
        return frozenset(found)

    def clock(self, name: str, default: str | None) -> int | None:
        """A time of day, in minutes; None where there is none."""
        text = self.made.get(name, default)
        if text is None:
            return None
        try:
            return DAY if text == "24:00" else _minutes(datetime.strptime(str(text), "%H:%M"))
        except ValueError:
            raise Unusable(f"{self.at} needs {name}: a time of day such as 20:00.") from None

    def parts(self, name: str, default: list[Any] | None = None) -> list["Part"]:
        return [
            Part(item, f"{name}[{n}] of {self.at}" if self.at != "The file" else f"{name}[{n}]")
            for n, item in enumerate(self.items(name, default))
        ]


def _minutes(moment: datetime) -> int:
    return moment.hour * HOUR + moment.minute


class Week:
    """Between moments of local time and minutes since Monday 00:00."""

    def __init__(self, monday: date) -> None:
        self.monday = datetime(monday.year, monday.month, monday.day)

    def minute(self, part: Part, name: str) -> int:
        text = part.word(name)
        try:
            moment = datetime.strptime(text, "%Y-%m-%dT%H:%M")
        except ValueError:
            form = "local time such as 2026-11-23T18:30"
            raise Unusable(f"{part.at} needs {name}: {form}.") from None
        minutes = self.of(moment)
        if not -7 * DAY <= minutes <= 14 * DAY:
            raise Unusable(f"{part.at}: {name} {text} is not near the week of the plan.")
        return minutes

    def span(self, part: Part, first: str = "start", last: str = "end") -> Span:
        start, end = self.minute(part, first), self.minute(part, last)
        if not 0 < end - start <= (LONGEST if first == "start" else 14 * DAY):
            raise Unusable(f"{part.at}: {last} must come after {first}, and not days later.")
        return Span(start, end, str(part.made.get("why", ""))[:200])

    def of(self, moment: datetime) -> int:
        """Minutes since Monday 00:00; of a moment of local time."""
        return int((moment - self.monday).total_seconds()) // 60

    def name(self, minute: int) -> str:
        return (self.monday + timedelta(minutes=minute)).strftime("%Y-%m-%dT%H:%M")
