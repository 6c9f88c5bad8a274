"""How many false alerts a month the agency will live with, and so how rare an alert must be.

Half of them may come from circles, which are looked at each morning, half from charts, which are
looked at once a week.
"""

from commonground.analysis import budget
from commonground.common.deployment import deployment
from commonground.common.errors import Refused

DAYS_A_MONTH = budget.DAYS_A_MONTH
HALF = 0.5


def level(stream_count: int) -> float:
    """The p-value at which a cluster is an alert, for a morning of so many streams."""
    return budget.level(circles(), stream_count)


def circles() -> float:
    """False alerts a month that the circles of all mornings may bring."""
    return HALF * a_month()


def charts(days_between: float) -> float:
    """False alerts that chance may bring in one look at all charts, so many days after the last."""
    return HALF * a_month() * days_between / DAYS_A_MONTH


def a_month() -> float:
    """The budget: false alerts a month that the agency will live with."""
    allowed = deployment().false_alerts_a_month
    if not 0 < allowed <= budget.DAYS_A_MONTH:
        raise Refused("false_alerts_a_month in commonground.toml is above 0 and at most 30.4.")
    return allowed
