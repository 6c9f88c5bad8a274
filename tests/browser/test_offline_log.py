"""The log on a phone with the network cut: kept, sealed, sent once, and wiped when one leaves."""

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import expect

from commonground.common.models import AuditRow
from commonground.concerns.models import CameBy, Category, Concern
from commonground.engagement.models import Abstraction, Contact
from commonground.tasks.models import Task

from .conftest import PHONE
from .wires import Wire

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CASES = Path(__file__).parents[1] / "rooms/engagement/person_cases.json"
SEALED = """() => new Promise((resolve) => {
  const request = indexedDB.open("commonground-log");
  request.onsuccess = () => {
    const base = request.result;
    if (!base.objectStoreNames.length) return resolve({ rows: [], canLeave: null });
    const change = base.transaction(["owner", "entries"]);
    const owner = change.objectStore("owner").get("it");
    const rows = change.objectStore("entries").getAll();
    change.oncomplete = () => {
      const texts = rows.result.map((row) => [Object.keys(row).sort().join(),
        new TextDecoder().decode(row.box)]);
      resolve({ rows: texts, canLeave: owner.result?.key.extractable ?? null });
      base.close();
    };
  };
})"""
READY = """async () => {
  await navigator.serviceWorker.ready;
  const kept = await (await caches.open("log-shell")).match("/team/log/");
  return Boolean(kept && navigator.serviceWorker.controller);
}"""
WIPED = "async () => !(await caches.has('log-shell'))"
SAME_TABLE = """async (cases) => {
  const { marks, prepare, without } = await import("/static/engagement/log/persons.js");
  const rules = prepare(await (await fetch("/static/engagement/log/persons.json")).json());
  return cases.map(({ text, places, language }) => {
    const found = marks(rules, text, places);
    return { marked: found.map((m) => text.slice(m.start, m.end)),
      offered: without(rules, text, found, language) };
  });
}"""


@pytest.fixture
def wire(live_server):
    between = Wire(live_server.url)
    yield between
    between.close()


@pytest.fixture
def phone(wire, cast, opened):
    """Bram's phone with the log open, and with what it needs to do without a network."""
    Category.objects.create(slug="test-litter", name={"en": "Litter", "es": "Basura"})

    def open_log(staff=cast.bram):
        page = opened(viewport=PHONE)
        sign_in(page, wire, staff)
        page.goto(f"{wire.url}/team/log/")
        comes_true(page, READY)
        return page

    return open_log


def comes_true(page, question):
    """To `wait_for_function` a promise is true, whatever becomes of it."""
    until = time.monotonic() + 30
    while not page.evaluate(question):
        assert time.monotonic() < until, question
        page.wait_for_timeout(20)


def sign_in(page, wire, staff):
    client = Client()
    client.force_login(staff)
    value = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": value, "url": wire.url}])


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def waiting(page):
    return page.locator("#log-queue li")


def back_online(page):
    """What a phone tells its pages when the network is there again."""
    page.evaluate("dispatchEvent(new Event('online'))")


def test_the_phone_marks_the_same_words_as_the_server(wire, opened, db):
    cases = json.loads(CASES.read_text(encoding="utf-8"))
    page = opened()
    page.goto(f"{wire.url}/accounts/login/")
    found = page.evaluate(SAME_TABLE, cases)
    assert [f["marked"] for f in found] == [case["marked"] for case in cases]
    assert [f["offered"] for f in found] == [
        case.get("without", f["offered"]) for case, f in zip(cases, found, strict=True)
    ]


def test_what_is_pressed_without_a_network_is_sealed_outlives_a_reload_and_is_sent_once(
    phone, wire
):
    page = phone()
    wire.cut()
    page.select_option("[name=hours_ago]", "2")
    press(page, "Visit")
    expect(waiting(page)).to_have_count(1)
    page.reload()  # with no network at all
    expect(page.get_by_text("No network.")).to_be_visible()
    expect(waiting(page)).to_contain_text("Visit, Northside")
    press(page, "Chat")
    page.locator("summary", has_text="taken off").click()
    page.select_option("[name=away-because]", "court")
    press(page, "Log it")
    expect(waiting(page)).to_have_count(3)
    kept = page.evaluate(SEALED)
    assert kept["canLeave"] is False
    assert {names for names, _text in kept["rows"]} == {"box,iv,key"}
    assert not [text for _n, text in kept["rows"] if "northside" in text or "visit" in text]
    assert not Contact.objects.exists()
    wire.lose_answers, wire.is_cut = True, False  # the server comes back midway
    back_online(page)
    page.wait_for_timeout(300)
    wire.mend()
    back_online(page)
    expect(page.get_by_text("entries were logged")).to_be_visible()
    expect(waiting(page)).to_have_count(0)
    assert sorted(Contact.objects.values_list("kind", flat=True)) == ["chat", "visit"]
    assert Abstraction.objects.get().because == "court"
    ago = datetime.now(UTC) - Contact.objects.get(kind="visit").at_hour
    assert 2 * 3600 <= ago.total_seconds() < 3 * 3600 + 60
    assert AuditRow.objects.filter(verb__startswith="log.").count() == 3


def test_two_tabs_send_each_entry_once(phone, wire):
    first = phone()
    second = first.context.new_page()
    second.goto(f"{wire.url}/team/log/")
    wire.cut()
    press(first, "Chat")
    press(second, "Meeting")
    expect(waiting(first)).to_have_count(2)
    sent = []
    for page in (first, second):
        page.on("request", lambda r: sent.append(r.post_data) if r.method == "POST" else None)
    wire.mend()
    for page in (first, second):
        back_online(page)
    for page in (first, second):
        expect(waiting(page)).to_have_count(0)
    keys = [entry["key"] for body in sent for entry in json.loads(body)["entries"]]
    assert len(keys) == len(set(keys)) == Contact.objects.count() == 2


def test_words_that_look_like_a_person_stay_on_the_phone_until_they_are_changed(phone):
    page = phone()
    page.locator("summary", has_text="What I heard").click()
    page.fill("[name=heard]", "Bins overflow, says Maria, 14 years old.")
    page.select_option("[name=category]", "test-litter")
    page.fill("[name=todo]", "Ask for a lid")
    page.fill("[name=due_on]", "2099-01-01")
    expect(page.locator("#log-hint")).to_contain_text("“Maria”, “14 years old”")
    press(page, "Chat")
    expect(page.locator("#log-draft mark")).to_have_text(["Maria", "14 years old"])
    expect(page.get_by_text("Logged: Chat, Northside")).to_be_visible()
    assert Contact.objects.count() == 1 and not Concern.objects.exists()
    press(page, "Send these words")
    expect(page.locator("#log-draft")).to_be_visible()
    press(page, "Use the text without it")
    press(page, "Send these words")
    expect(page.locator("#log-draft")).to_be_hidden()
    expect(page.get_by_text("Logged: your words")).to_be_visible()
    concern = Concern.objects.get()
    assert concern.came_by == CameBy.ASKED_FOR
    assert concern.messages.get().words.text == "Bins overflow, says someone, …."
    assert Task.objects.get().title == "Ask for a lid"


def test_signing_out_warns_and_then_wipes_but_nothing_without_a_network(phone, wire):
    page = phone()
    wire.refuses = "/team/log/send/"
    press(page, "Chat")
    expect(waiting(page)).to_have_count(1)
    press(page, "Sign out")
    expect(page.locator("#unsent")).to_contain_text("Signing out wipes it.")
    wire.cut()
    press(page, "Sign out and wipe it")
    expect(page.locator("#still-in")).to_contain_text("you are still signed in")
    assert len(page.evaluate(SEALED)["rows"]) == 1
    wire.is_cut = False
    press(page, "Sign out and wipe it")
    page.wait_for_url(f"{wire.url}/")
    assert not Contact.objects.exists()
    assert page.evaluate(SEALED)["rows"] == []
    assert page.evaluate("caches.has('log-shell')") is False


def test_an_expired_session_keeps_the_queue_and_another_person_finds_it_wiped(phone, wire, cast):
    page = phone()
    wire.cut()
    press(page, "Chat")
    expect(waiting(page)).to_have_count(1)
    page.context.clear_cookies()
    wire.mend()
    back_online(page)
    expect(page.get_by_role("link", name="Sign in to send it")).to_be_visible()
    expect(waiting(page)).to_have_count(1)
    sign_in(page, wire, cast.chidi)
    back_online(page)
    expect(page.get_by_text("Somebody else is signed in here")).to_be_visible()
    page.goto(f"{wire.url}/team/")
    comes_true(page, WIPED)
    assert page.evaluate(SEALED)["rows"] == []
    assert not Contact.objects.exists()
