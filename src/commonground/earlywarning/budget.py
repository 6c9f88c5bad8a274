"""How many false alerts a month the agency will live with, and so how rare an alert must be."""

from commonground.analysis import budget
from commonground.common.deployment import deployment
from commonground.common.errors import Refused


def level(stream_count: int) -> float:
    """The p-value at which a cluster is an alert, for a morning of so many streams."""
    return budget.level(a_month(), stream_count)


def a_month() -> float:
    """The budget: false alerts a month that the agency will live with."""
    allowed = deployment().false_alerts_a_month
    if not 0 < allowed <= budget.DAYS_A_MONTH:
        raise Refused("false_alerts_a_month in commonground.toml is above 0 and at most 30.4.")
    return allowed
