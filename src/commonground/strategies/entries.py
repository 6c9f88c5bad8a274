"""An entry of the library: one strategy, what was found about it, and how far we have checked."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from . import vocabulary as v

Texts = dict[str, str]  # language -> words


@dataclass(frozen=True)
class Source:
    """Where a finding stands. seen_on : the day on which somebody of ours read it, if noted."""

    id: str
    citation: str
    extent: str
    url: str = ""
    seen_on: date | None = None


@dataclass(frozen=True)
class Finding:
    """One outcome in one source.

    size : in `unit`, signed as the outcome moved (crime down is negative). size_to : the other
    end where the source gives several estimates; that is no interval. interval : its two ends.
    """

    id: str
    outcome: str
    direction: str
    design: str
    words: Texts
    setting: Texts
    source: Source
    check: str
    size: float | None = None
    size_to: float | None = None
    unit: str = ""
    interval: tuple[float, float] | None = None
    superseded_by: str = ""  # a finding of the same entry

    @property
    def goal(self) -> str:
        return v.OUTCOMES[self.outcome][0]

    @property
    def sizes(self) -> list[float]:
        return [size for size in (self.size, self.size_to) if size is not None]

    @property
    def is_published(self) -> bool:
        return self.check in v.PUBLISHED


@dataclass(frozen=True)
class Harm:
    words: Texts
    source: Source
    check: str

    @property
    def is_published(self) -> bool:
        return self.check in v.PUBLISHED


@dataclass(frozen=True)
class Change:
    version: int
    on: date
    words: Texts


@dataclass(frozen=True)
class Strategy:
    """looked_for : what was searched, of an entry in which nothing was found."""

    id: str
    kind: str
    strength: str
    goals: tuple[str, ...]
    name: Texts
    what: Texts
    short: Texts
    findings: tuple[Finding, ...]
    harms: tuple[Harm, ...]
    changes: tuple[Change, ...]
    dose: Texts
    lasts: Texts
    needs: Texts
    cost: Texts
    untested: tuple[Texts, ...]
    looked_for: Texts
    superseded_by: str = ""  # another entry

    @property
    def version(self) -> int:
        return self.changes[-1].version

    @property
    def shown_findings(self) -> list[Finding]:
        return [f for f in self.findings if f.is_published]

    @property
    def shown_harms(self) -> list[Harm]:
        return [harm for harm in self.harms if harm.is_published]

    @property
    def is_published(self) -> bool:
        """Something of it was checked, or was looked for in vain; the rest stays in the file."""
        return bool(self.shown_findings or self.looked_for)

    @property
    def is_suggestible(self) -> bool:
        return self.kind in v.SUGGESTIBLE and self.is_published and not self.superseded_by

    @property
    def all_goals(self) -> list[str]:
        """In the vocabulary's order: those it is meant for and those that were measured."""
        found = {*self.goals, *(f.goal for f in self.shown_findings)}
        return [goal for goal in v.GOALS if goal in found]

    def texts(self) -> Iterator[Texts]:
        """All its words; empty where there are none."""
        yield from (self.name, self.what, self.short, self.dose, self.lasts, self.needs)
        yield from (self.cost, self.looked_for, *self.untested)
        yield from (text for f in self.findings for text in (f.words, f.setting))
        yield from (part.words for part in (*self.harms, *self.changes))


def verdict(strategy: Strategy, goal: str) -> str:
    """What its published findings say together about a goal; corrected ones do not count."""
    said = {f.direction for f in strategy.shown_findings if f.goal == goal and not f.superseded_by}
    if not said:
        return v.UNTESTED
    if said <= {v.NO_EFFECT, v.WORSE}:
        return v.DOES_NOT
    is_sound = strategy.strength in ("strong", "good")
    if is_sound and strategy.shown_harms and v.BETTER in said:
        return v.WITH_HARM
    return v.HELPS if is_sound and said == {v.BETTER} else v.MIXED
