"""When a resident did something: to the hour, so that no log of a network matches it."""

from datetime import datetime

from commonground.common import clock


def coarse() -> datetime:
    """The product's time, cut to the hour. For what residents do; staff rows are exact."""
    return clock.now().replace(minute=0, second=0, microsecond=0)
