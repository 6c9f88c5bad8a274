"""What a stream is called on pages."""

from django.conf import settings

from commonground.concerns.models import Category
from commonground.incidents.frames import stream_name

from .frames import CONCERNS


def label(stream: str) -> dict[str, str]:
    """The name in each language: "Burglary"; of a concern's category, as staff wrote it."""
    kind, _dot, name = stream.partition(".")
    if kind == CONCERNS:
        return Category.objects.get(slug=name).name
    return {code: stream_name(stream, code) for code, _ in settings.LANGUAGES}
