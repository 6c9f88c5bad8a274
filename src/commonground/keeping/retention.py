"""Keeping's own rows are about stores and ids, never about words or addresses."""

from commonground.common.retention import Record, Rule, Subject

RETENTION: list[Rule] = []
NOT_PERSONAL = {"keeping.LegalHold": "a court or a law and its number, opaque ids, and days"}


def export(subject: Subject) -> list[Record]:
    return []
