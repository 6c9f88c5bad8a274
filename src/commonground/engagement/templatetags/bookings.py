"""What stands of bookings and feedback on an event's two pages."""

from django import template

from ..bookings.booking import takes_bookings
from ..bookings.door_views import CapacityForm
from ..bookings.numbers import numbers
from ..feedback.asking import result
from ..models import Event

register = template.Library()


@register.inclusion_tag("engagement/bookings/_offer.html")
def offer_places(event: Event) -> dict[str, object]:
    """On the public page: whether places can be booked. Never how many are left, which would
    let anybody watch the effect of a booking."""
    return {"event": event, "takes_bookings": takes_bookings(event)}


@register.inclusion_tag("engagement/bookings/_numbers.html", takes_context=True)
def who_will_come(context: template.Context, event: Event) -> dict[str, object]:
    """On the team's page, for those who hold it: numbers and needs, of nobody in particular."""
    if event.source or not context.get("may_close"):
        return {}
    return {
        "event": event,
        "numbers": numbers(event),
        "takes_bookings": takes_bookings(event),
        "may_plan": context.get("may_plan"),
        "form": CapacityForm(initial={"capacity": event.capacity}),
        "result": result(event) if event.has_begun else None,
        "csrf_token": context.get("csrf_token"),
    }
