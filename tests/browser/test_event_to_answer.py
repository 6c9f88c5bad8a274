"""From an event to an answer, in a real browser: booked, confirmed, counted, heard, done, shown."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from commonground.common import clock
from commonground.concerns.categories import load_categories
from commonground.engagement.kinds import load_kinds
from commonground.engagement.models import Event, EventKind
from commonground.engagement.planning import Plan, plan_event
from commonground.messaging.models import OutboxMessage

from .conftest import PHONE
from .test_loop import write_said_did
from .walking import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting(live_server, cast, town) -> Event:
    load_categories()
    load_kinds()
    plan = Plan(
        kind=EventKind.objects.get(slug="community-meeting"),
        neighbourhoods=[town.north],
        title={"en": "Meeting in the library"},
        starts_at=clock.now() + timedelta(hours=30),
    )
    return plan_event(plan=plan, by=cast.bram.actor())


def confirm_path() -> str:
    """Where the link in Amal's message leads, on whatever address this server has."""
    body = OutboxMessage.objects.get(key__startswith="booking-ask").body
    link = next(line for line in body.splitlines() if line.endswith("/yes/"))
    return link[link.index("/bookings/") :]


def book(amal: Page, base: str, event: Event) -> None:
    amal.goto(f"{base}/events/{event.public_id}/")
    amal.get_by_role("link", name="Keep a place for me").click()
    amal.locator("input[name=email]").fill("amal@example.org")
    amal.locator("input[name=places]").fill("2")
    amal.locator("input[name=needs][value=step-free]").check()
    amal.get_by_role("button", name="Keep a place for me").click()
    amal.get_by_role("heading", name="Look in your mailbox").wait_for()
    amal.goto(base + confirm_path())
    amal.get_by_role("button", name="Yes, I will come").click()
    amal.get_by_role("heading", name="You are expected").wait_for()


def count_at_the_door(bram: Page, base: str, event: Event) -> None:
    bram.goto(f"{base}/team/events/{event.public_id}/")
    shown = bram.inner_text("main")
    assert "2 places are booked" in shown
    assert "A way in without steps: 1" in shown
    assert "amal@example.org" not in bram.content()
    bram.get_by_role("link", name="Count at the door").click()
    for who in ("adults", "adults", "young", "first_time"):
        form = bram.locator(f"form:has(input[value={who}])")
        before = int(form.locator("strong").inner_text())
        form.locator(".door-more").click()
        bram.locator(f"#count-{who}", has_text=str(before + 1)).wait_for()


def close(bram: Page) -> None:
    bram.get_by_role("link", name="Close it: who came, what was heard").click()
    counts = [bram.locator(f"[name={name}]").input_value() for name in ("adults", "young")]
    assert counts == ["2", "1"]
    bram.locator("[name=points-0-words]").fill("Loud music at night.")
    bram.locator("[name=points-0-follows]").select_option("new:noise")
    bram.get_by_role("button", name="Close the event").click()
    bram.get_by_text("What was heard is on its way").wait_for()
    assert "Adults: 2" in bram.inner_text("main")


def test_from_a_booking_to_what_was_said_and_done(live_server, meeting, opened):
    base = live_server.url
    amal, bram = opened(viewport=PHONE, java_script_enabled=False), opened(viewport=PHONE)
    book(amal, base, meeting)

    begun = clock.now() - timedelta(minutes=5)
    Event.objects.filter(pk=meeting.pk).update(starts_at=begun)
    sign_in(bram, base, "bram")
    count_at_the_door(bram, base, meeting)
    close(bram)
    bram.get_by_role("link", name="Noise at night").click()
    bram.get_by_role("link", name="Write “you said, we did”").click()
    write_said_did(bram)

    amal.goto(f"{base}/neighbourhoods/northside/")
    shown = amal.inner_text("main")
    assert "Music from a yard at night." in shown
    assert "We went there on four nights." in shown
    amal.goto(f"{base}/events/{meeting.public_id}/")
    assert "3 people, 1 of them for the first time" in amal.inner_text("main")
