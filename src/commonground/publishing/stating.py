"""What the privacy page states: the deployment's own words, and the retention rules."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from commonground.common import wording
from commonground.common.deployment import deployment
from commonground.common.retention import all_rules


@dataclass(frozen=True)
class Kept:
    what: str
    how_long: str
    stays: str


def stated_facts() -> list[tuple[str, str]]:
    """(question, the deployment's answer or "")."""
    ours = deployment()
    return [
        (_("Who is responsible"), ours.privacy_controller),
        (_("Why we may keep it"), ours.privacy_basis),
        (_("Who can read it"), ours.privacy_readers),
        (_("What you can ask for"), ours.privacy_rights),
        (_("Where to complain about how we use it"), ours.privacy_complaint_body),
        (_("Public records"), ours.privacy_public_records),
    ]


def kept() -> list[Kept]:
    """Each store and how long it lasts, as the rooms promise it."""
    return [
        Kept(_(rule.store), _how_long(rule.days, rule.since), _(rule.stays))
        for rule, _room in all_rules()
        if rule.for_residents
    ]


def _how_long(days: int | None, since: str) -> str:
    since = _(since) if since else ""
    if days is None:
        return since
    return f"{wording.days_long(days)} {since}".strip()
