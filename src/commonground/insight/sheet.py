"""What stands on the briefing: plain data in the reader's language, for page, print and text."""

from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta

DAYS_BACK = 7
DAYS_AHEAD = 14
ROWS = 6  # of a section: the sheet is one page


@dataclass(frozen=True)
class Period:
    """The week before a morning; the morning's own day is not over and does not count."""

    as_of: date

    @property
    def since(self) -> date:
        return self.as_of - timedelta(days=DAYS_BACK)

    @property
    def until(self) -> date:
        return self.as_of - timedelta(days=1)

    def back(self, days: int) -> date:
        return self.as_of - timedelta(days=days)


@dataclass(frozen=True)
class Row:
    text: str
    tag: str = ""
    tone: str = ""
    note: str = ""
    is_example: bool = False


@dataclass(frozen=True)
class Trend:
    """Counts per month with the band of what was usual; None where no band is known."""

    labels: list[str]
    counts: list[int]
    band: list[tuple[float, float] | None]
    last_is_part: bool


@dataclass(frozen=True)
class Section:
    """A heading, a sentence, rows, and what the figures rest on: n, period, source."""

    key: str
    title: str
    words: str
    source: str
    rows: tuple[Row, ...] = ()
    more: int = 0
    trend: Trend | None = None
    has_examples: bool = False  # the sentence rests on Example rows

    @classmethod
    def of(cls, key: str, title: str, words: str, source: str, rows: list[Row]) -> "Section":
        more, examples = max(0, len(rows) - ROWS), any(row.is_example for row in rows)
        return cls(key, title, words, source, tuple(rows[:ROWS]), more, None, examples)

    def with_rows(self, most: int) -> "Section":
        more = self.more + max(0, len(self.rows) - most)
        return replace(self, rows=self.rows[:most], more=more)


@dataclass(frozen=True)
class Sheet:
    place: str
    slug: str
    as_of: date
    title: str
    period_words: str
    population_words: str
    sections: tuple[Section, ...]

    @property
    def has_examples(self) -> bool:
        rows = (row for section in self.sections for row in section.rows)
        return any(s.has_examples for s in self.sections) or any(r.is_example for r in rows)

    @property
    def halves(self) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
        """The two columns, the first the longer."""
        half = (len(self.sections) + 1) // 2
        return self.sections[:half], self.sections[half:]

    def with_rows(self, most: int) -> "Sheet":
        """The same with at most so many rows in each section; the rest is counted."""
        return replace(self, sections=tuple(part.with_rows(most) for part in self.sections))

    def as_data(self) -> dict[str, object]:
        return asdict(self) | {"as_of": self.as_of.isoformat()}
