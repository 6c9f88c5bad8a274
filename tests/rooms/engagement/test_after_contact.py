"""Amal left an address; when it is settled, we ask once how we did, unless it was sensitive."""

import pytest

from commonground.common.actors import Actor
from commonground.concerns import answering, settling
from commonground.engagement import after_contact
from commonground.messaging.models import OutboxMessage
from commonground.surveys.models import Invitation, Mode
from tests.rooms.concerns.conftest import fresh_limits, raised, shipped
from tests.rooms.surveys.conftest import made

__all__ = ["fresh_limits", "raised", "shipped"]


def asked() -> list[str]:
    return list(
        OutboxMessage.objects.filter(key__startswith="survey:").values_list("to", flat=True)
    )


@pytest.fixture
def settled(raised, cast, clock_at):
    """Amal's concern, settled; options go to the report."""

    def settle_one(**options):
        concern, _receipt = raised(email="amal@example.org", **options)
        answering.answer(
            concern=concern,
            words="Six evenings at the corner.",
            by=cast.bram,
            becomes="action_taken",
        )
        return settling.settle(concern=concern, by=Actor.resident())

    return settle_one


def test_amal_is_asked_once_some_days_after_it_was_settled(settled, clock_at):
    made("after-contact.1", Mode.CONTACTS)
    settled()
    assert after_contact.ask_how_we_did() == 0  # not on the day itself
    clock_at.forward(days=4)
    assert after_contact.ask_how_we_did() == 1
    assert after_contact.ask_how_we_did() == 0
    assert asked() == ["amal@example.org"]
    row = Invitation.objects.get()
    assert (row.subscription, row.stratum, row.neighbourhood.name) == ("", "", "Northside")


def test_nobody_is_asked_without_a_survey_or_about_what_is_sensitive(settled, shipped, clock_at):
    settled()
    clock_at.forward(days=4)
    assert after_contact.ask_how_we_did() == 0  # no survey is open
    made("after-contact.1", Mode.CONTACTS)
    for category in vars(shipped).values():
        category.sensitive = True
        category.save(update_fields=["sensitive"])
    assert after_contact.ask_how_we_did() == 0
    assert asked() == [] and not Invitation.objects.exists()


def test_nobody_is_asked_while_it_is_open_or_where_no_address_was_left(raised, settled, clock_at):
    made("after-contact.1", Mode.CONTACTS)
    raised(email="amal@example.org")
    raised()
    clock_at.forward(days=4)
    assert after_contact.ask_how_we_did() == 0


def test_who_wrote_twice_is_asked_once_in_a_survey(settled, clock_at):
    made("after-contact.1", Mode.CONTACTS)
    settled()
    settled()
    clock_at.forward(days=4)
    assert after_contact.ask_how_we_did() == 1
    settled()
    clock_at.forward(days=4)
    assert after_contact.ask_how_we_did() == 0
    assert asked() == ["amal@example.org"]
