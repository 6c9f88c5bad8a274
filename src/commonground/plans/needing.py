"""What an event, a task or an alert needs of the plan, said by whoever plans."""

from django.db import transaction

from commonground.common import audit
from commonground.people.models import Staff
from commonground.people.rules import role_for

from .models import Need


@transaction.atomic
def say_need(*, source: str, by: Staff, **told: object) -> Need:
    made, _is_new = Need.objects.update_or_create(source=source, defaults=told)
    actor = by.actor(role_for(by, "plan.make"))
    noun, _sign, public_id = source.partition(":")
    audit.record(by=actor, verb="plan.need", noun=noun, noun_id=public_id)
    return made
