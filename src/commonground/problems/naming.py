"""Names of methods and of types of report, as people read them."""

from django.utils.translation import gettext_lazy as _

from commonground.common.texts import in_language
from commonground.concerns.models import Category
from commonground.earlywarning.frames import CONCERNS
from commonground.incidents.frames import stream_name

from . import choices as c

METHODS = [
    ("did", _("Several places, one start: differences")),
    ("poisson", _("Several places, one start: ratios")),
    ("synthetic-did", _("One place: a mix of others, differences")),
    ("synthetic-control", _("One place: a mix of others")),
    (c.BY_LOT, _("Several places, starts drawn by lot")),
]


def type_name(stream: str) -> str:
    kind, _dot, slug = stream.partition(".")
    if kind != CONCERNS:
        return stream_name(stream)
    category = Category.objects.filter(slug=slug).first()
    return in_language(category.name) if category else slug
