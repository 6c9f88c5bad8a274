"""The staff menu: only what the role may open."""

from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .menu import ABOUT, DAILY, MOST_IN_SIGHT, ON_A_PHONE, STEPS
from .models import Staff
from .phones import owner_mark
from .rules import can

OWN = "mfa_index"


@dataclass(frozen=True)
class Link:
    name: str
    label: str | Promise
    url: str
    about: str | Promise
    in_sight: bool = True  # without opening the rest of the menu
    on_a_phone: bool = True  # and on a narrow screen too


Step = tuple[str | Promise, list[Link]]


def pages(user: Staff) -> list[Link]:
    """The pages that somebody may open, in the order of the steps."""
    return [link for _heading, links in steps(user) for link in links]


def steps(user: Staff) -> list[Step]:
    """The same under their headings; no heading stands over nothing."""
    own = Link(
        OWN, _("How you sign in"), reverse(OWN), _("Passkeys, one-time codes and your password.")
    )
    found = [
        (heading, [link for entry in entries if (link := _link(user, *entry))])
        for heading, entries in STEPS
    ]
    found[-1][1].append(own)
    return _placed([step for step in found if step[1]])


def _placed(found: list[Step]) -> list[Step]:
    """A short menu is all in sight; of a long one what is opened daily."""
    if sum(len(links) for _heading, links in found) <= MOST_IN_SIGHT:
        return found
    return [
        (
            heading,
            [
                replace(one, in_sight=one.name in DAILY, on_a_phone=one.name in ON_A_PHONE)
                for one in links
            ],
        )
        for heading, links in found
    ]


def _link(user: Staff, verb: str, name: str, label: str | Promise) -> Link | None:
    if not can(user, verb):
        return None
    try:
        return Link(name, label, reverse(name), ABOUT.get(name, ""))
    except NoReverseMatch:
        return None


def team_nav(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"team_nav": []}
    found = steps(user)
    return {
        "team_nav": [link for _heading, links in found for link in links if link.in_sight],
        "team_more": [
            (heading, kept, all(link.in_sight for link in kept))
            for heading, links in found
            if (kept := [link for link in links if not (link.in_sight and link.on_a_phone)])
        ],
        "phone_owner": owner_mark(user),
    }
