"""What is chosen before a registration: its document's first half, and what is sensible in it."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from commonground.common import clock
from commonground.common.errors import Refused

CERTAIN = 0.05  # chance alone brings what we call an effect more rarely than this
METHODS = ("did", "poisson", "synthetic-did", "synthetic-control", "roth-santanna")
ONE_PLACE = ("synthetic-did", "synthetic-control")
BY_LOT = "roth-santanna"
PERIODS = (7, 14, 28)  # days
# From the study of placebos (docs/methods/effects.md): places with it, at the least
LEAST_PLACES = {"did": 6, "poisson": 6, BY_LOT: 12}
# With fewer than six the error is not known; with fewer than 20 no place can stand out at 5 %
LEAST_OTHERS = {"did": 6, "poisson": 6, "synthetic-did": 20, "synthetic-control": 20}


@dataclass(frozen=True)
class Choices:
    """areas, buffer, pool : public ids; an empty pool is every other area. streams : types of
    report. worth : relative, -0.2 is a fall of a fifth. steps : 0, all at once; else by lot.
    approved_by, harmed, told, stop_rule : what has to be settled before. measures : outcomes beside
    the reports, as `measuring` names them; documents from before there were any have none.
    """

    streams: tuple[str, ...]
    areas: tuple[str, ...]
    buffer: tuple[str, ...]
    pool: tuple[str, ...]
    comparisons: int
    start_on: str  # ISO date
    period_days: int
    before: int  # periods
    after: int
    lag_days: int
    method: str
    worth: float
    steps: int
    step_periods: int
    approved_by: str
    harmed: str
    told: str
    stop_rule: str
    measures: tuple[str, ...] = ()

    @classmethod
    def of(cls, told: dict) -> "Choices":
        """Of a draft, or of a registered document, which says more."""
        known = {name: told[name] for name in cls.__dataclass_fields__ if name in told}
        return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in known.items()})

    def as_data(self) -> dict:
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}

    @property
    def start(self) -> date:
        return date.fromisoformat(self.start_on)

    @property
    def since(self) -> date:
        return self.start - timedelta(days=self.before * self.period_days)

    @property
    def end(self) -> date:
        """The first day after the window."""
        return self.start + timedelta(days=self.after * self.period_days)

    @property
    def due(self) -> date:
        return self.end + timedelta(days=self.lag_days)

    @property
    def periods(self) -> int:
        return self.before + self.after


def check_can_plan(chosen: Choices) -> None:
    """Raises Refused with what to change."""
    if chosen.start <= clock.today():
        raise Refused(_("The start must be a day to come: a comparison is registered before it."))
    if set(chosen.areas) & set(chosen.buffer):
        raise Refused(_("A neighbourhood cannot be both with it and next to it."))
    if set(chosen.pool) & {*chosen.areas, *chosen.buffer}:
        raise Refused(_("Areas to compare with cannot be where it is done, or next to it."))
    if (chosen.method == BY_LOT) != (chosen.steps > 0):
        raise Refused(_("Starts by lot and the method for them go together."))
    if chosen.method == BY_LOT and chosen.measures:
        raise Refused(
            _("Where starts are drawn by lot everybody has it in the end, and what is asked once "
              "before and once after tells nothing: choose no other outcome.")
        )  # fmt: skip
    if chosen.steps and chosen.steps * chosen.step_periods > chosen.after:
        raise Refused(_("The last start must lie within the window: take fewer steps."))
    if chosen.method in ONE_PLACE and len(chosen.areas) > 3:
        raise Refused(_("That method is for one place, or a few."))


def is_recommended(chosen: Choices, others: int) -> bool:
    """Did the study of placebos find this method sound with so many places, and so many others?"""
    if chosen.method in ONE_PLACE:
        return len(chosen.areas) == 1 and others >= LEAST_OTHERS[chosen.method]
    least = LEAST_PLACES[chosen.method]
    return len(chosen.areas) >= least and others >= LEAST_OTHERS.get(chosen.method, 0)
