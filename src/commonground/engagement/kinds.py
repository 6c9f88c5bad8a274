"""The kinds of event to start with. Staff may change them; loading again changes nothing."""

from .models import EventKind

# slug, English, Spanish, whether children attend
KINDS = (
    ("community-meeting", "Community meeting", "Reunión vecinal", False),
    ("drop-in", "Drop-in surgery", "Atención sin cita", False),
    ("listening-session", "Listening session", "Sesión de escucha", False),
    ("walkabout", "Walkabout", "Recorrido por el barrio", False),
    ("sport", "Sport", "Deporte", True),
    ("garden", "Garden or clean-up day", "Día de jardín o limpieza", True),
    ("school-visit", "School visit", "Visita a la escuela", True),
)


def load_kinds() -> int:
    """Add the kinds that are missing; how many were new."""
    return sum(_add(order, *kind) for order, kind in enumerate(KINDS, start=1))


def _add(order: int, slug: str, english: str, spanish: str, children_attend: bool) -> bool:
    _, is_new = EventKind.objects.get_or_create(
        slug=slug,
        defaults={
            "name": {"en": english, "es": spanish},
            "children_attend": children_attend,
            "order": 10 * order,
        },
    )
    return is_new
