"""The Atom feed of a neighbourhood, and what a poller pays to hear that nothing changed."""

import xml.etree.ElementTree as ET
from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from commonground.engagement.planning import cancel_event, change_event, plan_event

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def url(town):
    return reverse("neighbourhood-events-feed", args=[town.north.slug])


def read(client, url, **headers) -> ET.Element:
    answer = client.get(url, headers=headers)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(answer.content)


def text(element: ET.Element, name: str) -> str:
    return element.find(f"{ATOM}{name}").text


def test_the_feed_has_all_that_atom_asks_of_it(client, meeting, url):
    feed = read(client, url)
    assert feed.tag == f"{ATOM}feed"
    assert text(feed, "id").startswith("urn:uuid:")
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links["self"].endswith(url) and links["self"].startswith("http")
    (entry,) = feed.findall(f"{ATOM}entry")
    assert text(entry, "title") == "Beat meeting"
    assert "Library" in text(entry, "summary")
    for element in (feed, entry):
        assert datetime.fromisoformat(text(element, "updated")).tzinfo
    assert entry.find(f"{ATOM}link").get("href").endswith(f"/events/{meeting.public_id}/")


def test_an_id_stays_when_the_event_changes_and_updated_moves(
    client, meeting, plan, cast, url, clock_at
):
    before = read(client, url).find(f"{ATOM}entry")
    clock_at.forward(minutes=5)
    change_event(event=meeting, plan=plan(place={"en": "Park house"}), by=cast.bram.actor())
    after = read(client, url).find(f"{ATOM}entry")
    assert text(before, "id") == text(after, "id")
    assert text(before, "updated") < text(after, "updated")
    assert text(before, "published") == text(after, "published")


def test_a_cancelled_event_says_so_and_why(client, meeting, cast, url):
    cancel_event(event=meeting, because="The <hall> is shut & cold.", by=cast.bram.actor())
    entry = read(client, url).find(f"{ATOM}entry")
    assert text(entry, "title") == "Cancelled: Beat meeting"
    assert "The &lt;hall&gt; is shut &amp; cold." in text(entry, "summary")


def test_words_with_signs_that_xml_cannot_hold_break_no_feed(client, plan, cast, url):
    told = plan(title={"en": "Tea\x0b & <talk>"}, about={"en": "One\x02\ntwo"})
    plan_event(plan=told, by=cast.bram.actor())
    assert text(read(client, url).find(f"{ATOM}entry"), "title") == "Tea & <talk>"


def test_an_empty_feed_is_a_feed_and_the_same_all_day(client, town, clock_at):
    url = reverse("neighbourhood-events-feed", args=[town.south.slug])
    first = client.get(url).content
    clock_at.forward(hours=2)
    assert client.get(url).content == first
    assert not ET.fromstring(first).findall(f"{ATOM}entry")


def test_the_feed_is_in_the_reader_s_language(client, meeting, url):
    feed = read(client, url, **{"accept-language": "es"})
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
    assert text(feed.find(f"{ATOM}entry"), "title") == "Reunión vecinal"


def test_a_place_that_we_do_not_have_has_no_feed(client, town):
    assert client.get(reverse("neighbourhood-events-feed", args=["nowhere"])).status_code == 404


# Polling ----------------------------------------------------------------------------------


@pytest.fixture(params=["neighbourhood-events-feed", "neighbourhood-events", "event-calendar"])
def polled(request, meeting, town):
    key = meeting.public_id if request.param == "event-calendar" else town.north.slug
    return reverse(request.param, args=[key])


def test_what_is_unchanged_is_not_sent_again(client, polled, django_assert_max_num_queries):
    first = client.get(polled)
    with django_assert_max_num_queries(3):
        again = client.get(polled, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    since = client.get(polled, headers={"if-modified-since": first["Last-Modified"]})
    assert since.status_code == 304


def test_a_change_is_sent(client, polled, meeting, plan, cast, clock_at):
    first = client.get(polled)
    clock_at.forward(minutes=1)
    change_event(event=meeting, plan=plan(place={"en": "Park house"}), by=cast.bram.actor())
    for headers in (
        {"if-none-match": first["ETag"]},
        {"if-modified-since": first["Last-Modified"]},
    ):
        answer = client.get(polled, headers=headers)
        assert answer.status_code == 200
        assert b"Park house" in answer.content


def test_the_other_language_is_another_version(client, polled):
    first = client.get(polled)
    other = client.get(polled, headers={"if-none-match": first["ETag"], "accept-language": "es"})
    assert other.status_code == 200
    assert "Accept-Language" in other["Vary"]


def test_an_unchanged_file_is_the_same_to_the_byte(client, polled, clock_at):
    first = client.get(polled).content
    clock_at.forward(minutes=7)
    assert client.get(polled).content == first


def test_a_new_event_is_a_new_version_of_the_neighbourhood_s_files(
    client, meeting, plan, cast, town
):
    url = reverse("neighbourhood-events", args=[town.north.slug])
    etag = client.get(url)["ETag"]
    plan_event(plan=plan(starts_at=plan().starts_at + timedelta(days=2), ends_at=None),
               by=cast.bram.actor())  # fmt: skip
    assert client.get(url, headers={"if-none-match": etag}).status_code == 200


def test_the_page_of_a_neighbourhood_s_events_leads_to_its_calendar_and_feed(
    client, meeting, town, url
):
    page = client.get(reverse("events"), {"neighbourhood": town.north.slug}).content.decode()
    calendar = reverse("neighbourhood-events", args=[town.north.slug])
    assert f'href="webcal://localhost:8000{calendar}"' in page
    assert 'rel="alternate" type="application/atom+xml"' in page and f'href="{url}"' in page


@pytest.mark.parametrize("name", ["neighbourhood-events", "neighbourhood-events-feed"])
def test_many_events_cost_no_more_queries_than_one(
    client, plan, cast, town, name, django_assert_max_num_queries
):
    for n in range(20):
        starts = plan().starts_at + timedelta(hours=n)
        plan_event(plan=plan(starts_at=starts, ends_at=None), by=cast.bram.actor())
    with django_assert_max_num_queries(4):
        client.get(reverse(name, args=[town.north.slug]))
