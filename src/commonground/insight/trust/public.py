"""The public panel: residents' answers only; those drawn by chance first, self-selected apart."""

from dataclasses import dataclass

from commonground.places.models import Neighbourhood

from .models import TrustRun
from .reading import Wave, current, newest
from .waves import BY_CHANCE, OPT_IN, newest_runs

STREAMS = (BY_CHANCE, OPT_IN)
SHOWN_FIRST = 3  # questions on a neighbourhood's page; all are one click away


@dataclass(frozen=True)
class Panel:
    waves: list[Wave]
    place: Neighbourhood | None

    @property
    def first(self) -> Wave:
        return self.waves[0]

    @property
    def shortened(self) -> Wave:
        return Wave(self.first.run, self.first.lines[:SHOWN_FIRST])


def runs() -> list[TrustRun]:
    return [run for stream in STREAMS for run in newest(stream)]


def panel(place: Neighbourhood | None) -> Panel | None:
    """None where no survey of residents has closed, or none asked anybody of this place."""
    waves = [wave for stream in STREAMS for wave in current(stream, place)]
    return Panel(waves, place) if waves else None


def all_runs() -> list[TrustRun]:
    """The newest run of each public survey, the newest survey first."""
    found = [run for stream in STREAMS for run in newest_runs(stream)]
    return sorted(found, key=lambda run: run.survey.closes_on, reverse=True)
