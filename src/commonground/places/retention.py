"""Places hold nothing of persons: an area is no address."""

from commonground.common.retention import Record, Rule, Subject

RETENTION: list[Rule] = []
NOT_PERSONAL = {
    "places.Neighbourhood": "an area's name and number",
    "places.BoundaryVersion": "an area's edge",
    "places.CensusMargin": "a group's name and counts of an area",
    "places.GazetteerEntry": "street and place names from the deployment's own list",
}


def export(subject: Subject) -> list[Record]:
    return []
