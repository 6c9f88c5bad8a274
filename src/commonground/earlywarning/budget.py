"""How many false alerts a month the agency will live with, and so how rare an alert must be.

Half of them may come from circles, which are looked at each morning, half from charts, which are
looked at once a week.
"""

from commonground.analysis import budget
from commonground.common.deployment import deployment
from commonground.common.errors import Refused

DAYS_A_MONTH = budget.DAYS_A_MONTH
HALF = 0.5


def level(stream_count: int, looks_a_month: float = DAYS_A_MONTH) -> float:
    """The p-value at which a cluster is an alert, for a morning of so many streams.

    A source that knows only months is looked at anew once a month.
    """
    return budget.level(circles(), stream_count, looks_a_month)


def circles() -> float:
    """False alerts a month that the circles of all mornings may bring."""
    return HALF * a_month()


def charts(days_between: float, share: float = 1.0) -> float:
    """False alerts that chance may bring in one look at charts, so many days after the last.

    share : of the charts' half, where some are weekly and others monthly.
    """
    return share * HALF * a_month() * days_between / DAYS_A_MONTH


def a_month() -> float:
    """The budget: false alerts a month that the agency will live with."""
    allowed = deployment().false_alerts_a_month
    if not 0 < allowed <= budget.DAYS_A_MONTH:
        raise Refused("false_alerts_a_month in commonground.toml is above 0 and at most 30.4.")
    return allowed
