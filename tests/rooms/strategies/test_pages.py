"""The library's pages, and what stands beside a decision."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import RequestContext, Template
from django.urls import reverse

from commonground.people.models import Posting
from commonground.strategies import queries, reading
from commonground.strategies import vocabulary as v
from tests.house.test_doors import marked

LIST, PUBLIC = "/team/strategies/", "/what-works/"
LED = [s for s in queries.library() if s.kind == v.ENFORCEMENT_LED]


def words_of(answer) -> str:
    text = re.sub(r"<(script|style)[^>]*>.*?</\1>|<[^>]+>", " ", answer.content.decode())
    return " ".join(unescape(text).split())


@pytest.mark.parametrize("name", ["bram", "chidi", "dana", "esi", "hana"])
def test_who_decides_and_who_watches_reads_the_library(client, cast, name):
    client.force_login(getattr(cast, name))
    assert client.get(LIST).status_code == 200
    assert client.get(f"{LIST}problem-solving/").status_code == 200


@pytest.mark.parametrize("name", ["faye", "gus"])
def test_a_stranger_to_it_does_not_come_in(client, cast, name):
    client.force_login(getattr(cast, name))
    assert client.get(LIST).status_code == 403
    assert client.get(f"{LIST}problem-solving/").status_code == 403


def test_somebody_whose_posting_has_ended_does_not_come_in(client, cast, clock_at):
    Posting.objects.filter(staff=cast.bram).update(to_on=clock_at.day.replace(year=2025))
    client.force_login(cast.bram)
    assert client.get(LIST).status_code == 403


def test_nobody_is_sent_to_sign_in_and_reads_the_public_page_instead(client, db):
    assert "/accounts/login/" in client.get(LIST)["Location"]
    assert "/accounts/login/" in client.get(f"{LIST}problem-solving/")["Location"]
    assert client.get(PUBLIC).status_code == 200


def test_the_public_pages_ask_the_database_nothing(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        client.get(PUBLIC, {"q": "crime", "goal": "trust"})
        client.get(f"{PUBLIC}problem-solving/")


def test_the_team_pages_ask_only_who_is_there(client, cast, django_assert_max_num_queries):
    client.force_login(cast.bram)
    client.get(LIST)  # the first page of a sitting also notes when it began
    for address in (LIST, f"{LIST}problem-solving/"):
        with django_assert_max_num_queries(3):  # the session, the person, the postings
            client.get(address)


def test_every_entry_has_a_page_and_stands_on_the_list(client, db):
    page = client.get(PUBLIC).content.decode()
    for strategy in queries.library():
        assert reverse("what-works-one", args=[strategy.id]) in page
        assert client.get(f"{PUBLIC}{strategy.id}/").status_code == 200


def test_an_entry_that_is_not_there_is_not_found(client, db):
    assert client.get(f"{PUBLIC}arrest-everybody/").status_code == 404


def test_a_figure_from_memory_is_on_no_page(client, db):
    watch = words_of(client.get(f"{PUBLIC}neighbourhood-watch/"))
    assert "15 of 18 studies" in watch
    assert "−16" not in watch and "−26" not in watch and "way of pooling" not in watch
    package = words_of(client.get(f"{PUBLIC}neighbourhood-policing-package/"))
    assert "15 points" not in package and "+12" not in package
    kept = [f for s in reading.read_folder() for f in s.findings if not f.is_published]
    pages = [client.get(f"{PUBLIC}{s.id}/").content.decode() for s in queries.library()]
    pages += [client.get(PUBLIC).content.decode()]
    assert kept and not [f.id for f in kept for page in pages if f.words["en"] in unescape(page)]


def test_the_page_says_the_size_its_uncertainty_and_who_read_it(client, db):
    page = words_of(client.get(f"{PUBLIC}green-vacant-lots/"))
    assert "−36.8 %" in page and "none given" in page
    assert "read in the source" in page and "We read its summary. 22 November" in page
    assert "Philadelphia; 541 lots, 445 residents asked" in page
    assert "What we read reports none. That does not show that there is none." in page


def test_a_corrected_figure_is_marked_and_the_correction_stands_beside_it(client, db):
    page = words_of(client.get(f"{PUBLIC}fair-treatment-training-day/"))
    assert "corrected since" in page and "−10 %" in page
    assert "no clear fall in complaints" in page


def test_a_range_of_estimates_is_said_as_one_and_not_as_an_interval(client, db):
    page = words_of(client.get(f"{PUBLIC}introduce-the-officers/"))
    assert "−5 to −7 % read in somebody else's account of it none given" in page


def test_searching_keeps_what_was_asked_and_says_how_many(client, db):
    page = client.get(PUBLIC, {"q": "vacant land", "goal": "less-crime"})
    assert "1 entry" in words_of(page) and 'value="vacant land"' in page.content.decode()
    assert '<option value="less-crime" selected>' in page.content.decode()
    nothing = words_of(client.get(PUBLIC, {"q": "unicorns"}))
    assert "Nothing fits all of this. Take a word or a choice away." in nothing


def test_odd_questions_are_answered_and_shown_as_text(client, db):
    for asked in ({"q": "<script>alert(1)</script>"}, {"goal": "'; --"}, {"kind": "x" * 5000}):
        answer = client.get(PUBLIC, asked)
        assert answer.status_code == 200 and "<script>alert" not in answer.content.decode()
    assert client.post(PUBLIC).status_code == 405


def test_what_is_led_by_enforcement_is_read_with_its_harm(client, db):
    page = words_of(client.get(PUBLIC))
    assert "This program never suggests them." in page
    for strategy in LED:
        one = words_of(client.get(f"{PUBLIC}{strategy.id}/"))
        assert "Led by enforcement: this program never suggests it." in one
        for harm in strategy.shown_harms:
            assert harm.words["en"] in page and harm.words["en"] in one


def test_a_reader_of_spanish_meets_no_english_of_an_entry(client, db):
    for strategy in queries.library():
        address = f"{PUBLIC}{strategy.id}/"
        page = unescape(client.get(address, headers={"accept-language": "es"}).content.decode())
        assert strategy.name["es"] in page and strategy.short["es"] in page
        english = [t["en"] for t in strategy.texts() if t and t["en"] != t["es"]]
        assert [words for words in english if len(words) > 20 and words in page] == []


def test_no_entry_offers_a_form_or_a_button(client, cast):
    """Starting a trial belongs elsewhere; reading never does anything."""
    client.force_login(cast.bram)
    for strategy in queries.library():
        page = client.get(f"{LIST}{strategy.id}/").content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        assert "<form" not in main and "<button" not in main


def led_on(answer) -> list[str]:
    """What is led by enforcement and named or linked on a page."""
    page = unescape(answer.content.decode())
    return [s.id for s in LED if f"{LIST}{s.id}/" in page or s.name["en"] in page]


BESIDE = "What is known to help with this, what is not, and what nobody has tested"


def test_planning_and_changing_an_event_show_what_is_known(client, cast, meeting):
    client.force_login(cast.bram)
    changing = reverse("event-change", args=[meeting.public_id])
    planning = f"{reverse('event-plan')}?kind={meeting.kind.slug}"
    for address in (reverse("event-plan"), planning, changing):
        page = client.get(address)
        assert BESIDE in words_of(page) and "Nobody has tested it well" in words_of(page)
        assert reverse("team-strategy", args=["friendly-home-visit"]) in page.content.decode()
        assert led_on(page) == []


def test_taking_up_an_alert_shows_what_is_known(client, cast, alert):
    client.force_login(cast.bram)
    page = client.get(reverse("team-alert", args=[alert.public_id]))
    assert BESIDE in words_of(page)
    assert reverse("team-strategy", args=["green-vacant-lots"]) in page.content.decode()
    assert led_on(page) == []


def test_who_may_not_read_the_library_is_shown_nothing_of_it(cast, rf):
    for staff, shown in ((cast.bram, True), (cast.gus, False), (AnonymousUser(), False)):
        request = rf.get("/")
        request.user = staff
        written = Template("{% load strategies %}{% known_for 'trust' %}")
        assert bool(written.render(RequestContext(request)).strip()) is shown


def test_every_page_that_includes_what_is_known_is_walked_above():
    rooms = Path(queries.__file__).parents[1]
    including = {
        file.name
        for file in rooms.rglob("*.html")
        if "{% known_for" in file.read_text(encoding="utf-8")
    }
    assert including == {"event_kinds.html", "event_form.html", "alert.html"}


def test_no_page_of_the_team_but_the_library_names_what_is_led_by_enforcement(client, cast):
    """Every page that opens by its address alone."""
    client.force_login(cast.dana)
    alone = [door.name for door in marked("staff_verb") if not door.gaps]
    addresses = {reverse(name) for name in alone if name != "team-lock"} - {LIST}
    answers = [client.get(address) for address in sorted(addresses)]
    pages = [a for a in answers if a.status_code == 200 and "text/html" in a["Content-Type"]]
    assert len(pages) > 10
    assert [found for page in pages if (found := led_on(page))] == []
