"""Insight keeps figures of groups, after their gates: nothing of one person."""

from commonground.common.retention import Record, Rule, Subject

RETENTION: list[Rule] = []
NOT_PERSONAL = {
    "insight.TrustRun": "which survey was worked out, when and how, in codes and counts",
    "insight.TrustEstimate": "a figure of thirty or more answers, or that there were too few",
    "insight.TrustChange": "the difference of two such figures",
    "insight.TrustLevel": "such figures over time, smoothed",
}


def export(subject: Subject) -> list[Record]:
    """Nothing: no figure is of one person."""
    return []
