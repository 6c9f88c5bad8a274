"""This room keeps nothing about anybody: public words of staff, and figures of others."""

from datetime import datetime

from commonground.common.retention import Record, Rule, Subject

RETENTION: list[Rule] = []
NOT_PERSONAL = {
    "publishing.Priority": "written by staff, public: a place and a condition",
    "publishing.PublishedScore": "a survey's figure for a whole area, published by others",
}


def expired(rule: Rule, before: datetime) -> list[str]:
    return []


def erase(rule: Rule, key: str) -> int:
    return 0


def export(subject: Subject) -> list[Record]:
    return []
