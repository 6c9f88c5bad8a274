"""Who else can act on what makes a problem happen, and what they can do that police cannot."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Helper:
    """name : a kind of partner. can : what is in their hands."""

    name: Promise
    can: Promise


HELPERS = (
    Helper(_("Council or city services"), _("Lights, litter, overgrown corners, empty buildings, parking rules, licences for shops and bars.")),  # noqa: E501 # a sentence a line
    Helper(_("Landlords and building managers"), _("Doors and locks, entrances, lights in stairs, rules of the house, talks with tenants.")),  # noqa: E501 # a sentence a line
    Helper(_("Residents and their groups"), _("Know when and where it happens; watch out for neighbours; say what would make it better.")),  # noqa: E501 # a sentence a line
    Helper(_("Shops and businesses"), _("Opening hours, how goods are shown, staff at the door, deliveries at another time.")),  # noqa: E501 # a sentence a line
    Helper(_("Schools and youth services"), _("What young people do after school, adults on the way home, someone to talk to.")),  # noqa: E501 # a sentence a line
    Helper(_("Health and social services"), _("Help with drink, drugs, illness of the mind, and for people without a home.")),  # noqa: E501 # a sentence a line
    Helper(_("Transport"), _("Stops, stations and timetables, staff at night, where bicycles and cars stand.")),  # noqa: E501 # a sentence a line
    Helper(_("Parks, water and power, builders"), _("Fences, building sites, metal and tools left outside, green places that nobody looks after.")),  # noqa: E501 # a sentence a line
)  # fmt: skip
