"""How long a problem's words are kept. What was registered and found stays: it is public."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_noop as _

from commonground.common import clock
from commonground.common.retention import Record, Rule, Subject

from . import states
from .models import PartnerLink, Problem, Step

WORDS = _("Words about a problem")
PARTNERS = _("Partners' links to their tasks")
RETENTION = [
    Rule(
        store=WORDS, model="problems.Step", name="problems", least=365, most=3650,
        personal=("words",), days=1825, since=_("after the problem was finished"),
        stays=_("the title, the days of the steps, what was registered and what was found"),
    ),
    Rule(
        store=PARTNERS, model="problems.PartnerLink", name="partner_links", least=30, most=730,
        personal=("partner",), days=365, since=_("after the link ended"),
        stays=_("that there was a link, and when it ended"),
        for_residents=False,  # the names of organisations
    ),
]  # fmt: skip
NOT_PERSONAL = {
    "problems.Problem": "about a place; its words are public or say what would change our mind",
    "problems.Source": "opaque ids",
    "problems.Draft": "choices of a comparison of areas",
    "problems.Registration": "a public document about areas",
    "problems.Result": "a public document about areas",
    "problems.Exploration": "what else was compared, and why, which is public",
    "problems.Explored": "a public document about areas",
    "problems.Correction": "why a public document is corrected, which it says itself",
}


def expired(rule: Rule, before: datetime) -> list[str]:
    day = clock.local_day(before)
    if rule.store == WORDS:
        closed = Step.objects.filter(step=states.CLOSED, at__lt=before).values("problem")
        rows = Problem.objects.filter(pk__in=closed).filter(~Q(steps__words="")).distinct()
    else:
        ended = Q(expires_on__lt=day) | Q(revoked_at__lt=before)
        rows = PartnerLink.objects.filter(ended).exclude(partner="")
    return list(rows.order_by("pk").values_list("public_id", flat=True))


def erase(rule: Rule, key: str) -> int:
    if rule.store == WORDS:
        return Step.objects.filter(problem__public_id=key).exclude(words="").update(words="")
    return PartnerLink.objects.filter(public_id=key).exclude(partner="").update(partner="")


def export(subject: Subject) -> list[Record]:
    """A problem is of a place: nothing here is about the person who asks."""
    return []
