"""How rare an alert must be, from how many false ones a month an agency will live with.

Each stream is looked at every morning. If chance alone is to start at most `budget` alerts a
month over all of them, each stream's morning may start one with the probability
budget / (30.4 x streams): that is the p-value below which a cluster is an alert. A cluster stays
for several mornings and counts once, so the measured rate lies under the budget; by how much is
measured over simulated quiet years (benchmarks/studies/quiet_years.py) and makes EASED. Looks that
are further apart share less, and are not eased.
"""

DAYS_A_MONTH = 30.4
EASED = 1.75  # what the quiet years allow above the plain division, rounded down
MOST = 0.01  # however few streams there are


def level(a_month: float, streams: int, looks_a_month: float = DAYS_A_MONTH) -> float:
    """The p-value at which a cluster is an alert, for a morning of so many streams.

    a_month : false alerts a month that the agency will live with.
    """
    eased = EASED if looks_a_month >= DAYS_A_MONTH else 1.0
    return min(MOST, eased * a_month / (looks_a_month * max(streams, 1)))
