"""What a card may say, as data. Roles and places say where somebody helps, never what they are.

There is no role of faith, party or origin: who looks after a hall of worship "looks after a
place", as the caretaker of a school does.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    SCHOOL = "school", _("Works at a school")
    TENANTS = "tenants", _("Speaks for tenants or neighbours")
    BUSINESS = "business", _("Runs a shop or business")
    YOUTH = "youth", _("Runs something for young people")
    PLACE = "place", _("Looks after a place where people meet")
    SERVICE = "service", _("Works for the city or a service")
    VOLUNTEER = "volunteer", _("Volunteers here")
    RESIDENT = "resident", _("Lives here and knows many people")


class PlaceKind(models.TextChoices):
    SCHOOL = "school", _("Schools")
    TENANTS = "tenants", _("Tenants' and neighbours' groups")
    BUSINESS = "business", _("Shops and businesses")
    YOUTH = "youth", _("Youth clubs and sport")
    WORSHIP = "worship", _("Places of worship")
    SERVICE = "service", _("Libraries, clinics and services")
    OTHER = "other", _("Other places")


class BestTime(models.TextChoices):
    ANY = "any", _("Any time")
    MORNING = "morning", _("Mornings")
    AFTERNOON = "afternoon", _("Afternoons")
    EVENING = "evening", _("Evenings")
    WEEKEND = "weekend", _("Weekends")


class State(models.TextChoices):
    ASKED = "asked", _("Asked, has not said yes yet")
    LIVE = "live", _("In the network")
    ENDED = "ended", _("Taken off")


class How(models.TextChoices):
    LINK = "link", _("by the link in our message")
    SPOKEN = "spoken", _("in person, the words were read out")
    PAPER = "paper", _("on paper, signed")


# A card's free words say what somebody cares about. These say what somebody is, which no card
# may hold (faith, origin, politics, right to stay), or how somebody seemed to us, or are a child's.
NOT_ON_A_CARD: tuple[str, ...] = (
    "christian", "catholic", "protestant", "muslim", "islamic", "jew", "jewish", "hindu", "sikh",
    "buddhist", "atheist", "imam", "priest", "pastor", "rabbi", "faith", "religion", "religious",
    "black", "white", "latino", "latina", "latinx", "hispanic", "asian", "african", "arab", "roma",
    "gypsy", "ethnic", "ethnicity", "republican", "democrat", "tory", "socialist",
    "communist", "union member", "party member", "activist", "undocumented", "immigrant",
    "migrant", "refugee", "asylum", "visa", "citizenship", "deported", "gay", "lesbian",
    "trans", "hostile", "trustworthy", "unreliable", "anti police",
    "anti-police", "pro police", "pro-police", "suspicious", "gang", "criminal", "informant",
    "aged", "years old", "pupil",
    "cristiano", "cristiana", "católico", "católica", "musulmán", "musulmana", "judío", "judía",
    "religión", "religioso", "religiosa", "sacerdote", "negro", "negra", "blanco", "blanca",
    "latino", "etnia", "republicano", "demócrata", "activista", "indocumentado",
    "indocumentada", "inmigrante", "migrante", "refugiado", "refugiada", "asilo", "hostil",
    "sospechoso", "sospechosa", "pandilla", "delincuente", "informante",
    "niño", "niña", "alumno", "alumna",
)  # fmt: skip
