"""Amal fills in the form, without script and without an account."""


import pytest
from django.contrib.sessions.models import Session

from commonground.common import photos
from commonground.concerns import receipts
from commonground.concerns.models import Address, Concern, Photo
from commonground.messaging.models import OutboxMessage
from commonground.places.models import GazetteerEntry
from tests.cast import NORTH_POINT, SOUTH_POINT

from .conftest import picture
from .form import URL, go_on, hidden, shown_receipt, walk

pytestmark = pytest.mark.django_db


def test_amal_tells_us_in_three_steps_and_her_receipt_opens_the_thread(amal):
    page = walk(amal)
    concern = Concern.objects.get()
    assert page.status_code == 200 and "We have it" in page.content.decode()
    assert receipts.find(shown_receipt(page)) == concern
    assert (concern.neighbourhood.slug, concern.latitude, concern.cell) == ("northside", None, "")
    assert concern.came_by == "unprompted" and concern.source == "web"
    assert not Address.objects.exists()


def test_nothing_is_stored_before_the_last_step(amal):
    page = go_on(amal, amal.get(URL), neighbourhood="northside")
    go_on(amal, page, category="traffic")
    assert not Concern.objects.exists()
    assert not Session.objects.exists()


def test_the_link_of_a_neighbourhood_page_chooses_it(amal):
    page = amal.get(URL + "?neighbourhood=southside")
    assert b'value="southside" selected' in page.content


def test_without_a_place_the_form_says_what_to_do(amal):
    page = amal.post(URL, {"step": "place"})
    assert page.status_code == 422
    assert "Say where it is, or choose the neighbourhood." in page.content.decode()


def test_an_address_of_the_gazetteer_gives_the_point(amal):
    GazetteerEntry.objects.create(
        words="1 Oak Street", folded="1 oak street", latitude=NORTH_POINT[0],
        longitude=NORTH_POINT[1],
    )  # fmt: skip
    page = go_on(amal, amal.get(URL), place="1 oak street")
    page = go_on(amal, page, category="noise")
    go_on(amal, page, words="Loud music.")
    concern = Concern.objects.get()
    assert (concern.latitude, concern.longitude) == NORTH_POINT and concern.cell
    assert concern.place_words.text == "1 oak street"


def test_an_address_that_several_places_have_is_asked_about(amal):
    for number, point in ((1, NORTH_POINT), (2, SOUTH_POINT)):
        words = f"Oak Street {number}"
        GazetteerEntry.objects.create(
            words=words, folded=words.lower(), latitude=point[0], longitude=point[1]
        )
    first = amal.get(URL)
    page = go_on(amal, first, place="oak street")
    assert page.status_code == 422 and b"Oak Street 2" in page.content
    page = go_on(amal, page, place="oak street", match="Oak Street 2")
    assert hidden(page)["neighbourhood"] == "southside"


def test_an_address_in_another_neighbourhood_than_the_chosen_one_is_asked_about(amal):
    GazetteerEntry.objects.create(
        words="Elm", folded="elm street", latitude=SOUTH_POINT[0], longitude=SOUTH_POINT[1]
    )
    page = go_on(amal, amal.get(URL), place="elm street", neighbourhood="northside")
    assert page.status_code == 422 and "This place is in Southside" in page.content.decode()


def test_an_unknown_address_is_kept_as_words_beside_the_chosen_neighbourhood(amal):
    page = go_on(amal, amal.get(URL), place="by the blue door", neighbourhood="northside")
    page = go_on(amal, page, category="noise")
    go_on(amal, page, words="Loud.")
    assert Concern.objects.get().place_words.text == "by the blue door"


def test_a_touch_on_the_map_gives_the_point(amal):
    page = go_on(amal, amal.get(URL), neighbourhood="northside", go="map")
    assert b'type="image"' in page.content and b"data:image/svg" in page.content
    page = amal.post(URL, hidden(page) | {"map.x": "140", "map.y": "120"})
    assert "The dot is the place" in page.content.decode()
    page = go_on(amal, page)
    carried = hidden(page)
    assert 41.90 < float(carried["latitude"]) < 41.91
    assert -87.71 < float(carried["longitude"]) < -87.70


def test_a_keyboard_on_the_map_is_told_the_other_way(amal):
    page = go_on(amal, amal.get(URL), neighbourhood="northside", go="map")
    page = amal.post(URL, hidden(page) | {"map.x": "0", "map.y": "0"})
    assert page.status_code == 422 and "go back and describe it" in page.content.decode()


def test_nearby_shows_category_weeks_and_the_staff_title_but_never_words_or_place(
    amal, raised, clock_at
):
    raised(words="Secret words of a neighbour", staff_title="Racing on the avenue",
           place_words="at number 12", photo=picture())  # fmt: skip
    clock_at.forward(days=15)
    page = go_on(amal, amal.get(URL), neighbourhood="northside").content.decode()
    assert "Racing on the avenue" in page and "2 weeks ago" in page
    for secret in ("Secret words", "number 12", "41.90", ".jpg"):
        assert secret not in page


@pytest.mark.parametrize("slug", ["hate", "police_conduct"])
def test_what_is_sensitive_or_about_conduct_is_never_offered_nearby(amal, raised, shipped, slug):
    raised(category=getattr(shipped, slug), staff_title="Not for strangers")
    page = go_on(amal, amal.get(URL), neighbourhood="northside")
    assert b"Not for strangers" not in page.content and b"joined_to" not in page.content


def test_joining_makes_a_concern_of_ones_own(amal, raised):
    theirs, _ = raised(staff_title="Racing")
    page = go_on(amal, amal.get(URL), neighbourhood="northside")
    page = go_on(amal, page, joined_to=theirs.public_id)
    page = go_on(amal, page, words="Me too.")
    mine = receipts.find(shown_receipt(page))
    assert mine != theirs and mine.joined_to == theirs and mine.category == theirs.category


def test_a_sensitive_concern_cannot_be_joined_by_guessing(amal, raised, shipped):
    theirs, _ = raised(category=shipped.hate)
    page = go_on(amal, amal.get(URL), neighbourhood="northside")
    page = go_on(amal, page, category="traffic")
    go_on(amal, page, words="x", joined_to=theirs.public_id)
    assert Concern.objects.exclude(pk=theirs.pk).get().joined_to is None


def test_out_of_scope_says_where_to_go_and_stores_nothing(amal):
    page = go_on(amal, amal.get(URL), neighbourhood="northside")
    page = go_on(amal, page, category="road-repairs")
    assert "311" in page.content.decode() and b'name="words"' not in page.content
    forced = go_on(amal, page, step="words", words="A hole", category="road-repairs")
    assert forced.status_code == 422 and not Concern.objects.exists()


def test_conduct_first_names_the_independent_body(amal):
    page = go_on(amal, amal.get(URL), neighbourhood="northside")
    page = go_on(amal, page, category="police-conduct")
    assert "independent body" in page.content.decode() and b"<textarea" not in page.content
    page = go_on(amal, page)
    assert b"<textarea" in page.content
    assert "not by the neighbourhood team" in page.content.decode()
    go_on(amal, page, words="An officer shouted at me.")
    assert Concern.objects.get().about_conduct


def test_the_emergency_stop_stands_before_the_words(amal):
    page = go_on(amal, amal.get(URL), neighbourhood="northside")
    page = go_on(amal, page, category="traffic").content.decode()
    assert page.index("911") < page.index("<textarea")
    for told in ("It is next read", "first answer", "person in danger", "neighbourhood team"):
        assert told in page or told == "It is next read"


def test_back_keeps_what_was_typed(amal):
    page = go_on(amal, amal.get(URL), neighbourhood="northside")
    page = go_on(amal, page, category="traffic")
    page = go_on(amal, page, words="Half a sentence", email="a@example.org", go="category")
    assert b'value="traffic" checked' in page.content
    page = go_on(amal, page, category="noise")
    assert b"Half a sentence" in page.content and b"a@example.org" in page.content


def test_sending_twice_keeps_one_concern_and_shows_the_same_receipt(amal):
    page = go_on(amal, amal.get(URL), neighbourhood="northside")
    page = go_on(amal, page, category="traffic")
    first, second = (go_on(amal, page, words="Cars race.") for _ in range(2))
    assert Concern.objects.count() == 1
    assert shown_receipt(first) == shown_receipt(second) != ""


def test_an_old_page_sent_again_does_not_show_the_receipt(amal, monkeypatch):
    page = go_on(amal, amal.get(URL), neighbourhood="northside")
    page = go_on(amal, page, category="traffic")
    go_on(amal, page, words="Cars race.")
    monkeypatch.setattr("commonground.concerns.form_keys.SHOWN_AGAIN_SECONDS", -1)
    again = go_on(amal, page, words="Cars race.")
    assert shown_receipt(again) == "" and "we cannot show it again" in again.content.decode()
    assert Concern.objects.count() == 1


def test_a_key_that_we_did_not_sign_cannot_fetch_a_receipt(amal):
    form = {"step": "words", "neighbourhood": "northside", "category": "traffic", "words": "x"}
    pages = [amal.post(URL, form | {"key": "guessable"}) for _ in range(2)]
    assert shown_receipt(pages[0]) != shown_receipt(pages[1])
    assert Concern.objects.count() == 2


def test_the_tick_is_all_that_is_asked_and_without_it_the_receipt_is_shown_once_more(amal):
    receipt = shown_receipt(walk(amal))
    again = amal.post("/concerns/new/kept/", {"receipt": receipt})
    assert shown_receipt(again) == receipt
    done = amal.post("/concerns/new/kept/", {"receipt": receipt, "kept": "yes"})
    assert "Thank you" in done.content.decode() and receipt not in done.content.decode()


def test_the_card_is_a_small_file_that_nobody_stores(amal):
    receipt = shown_receipt(walk(amal))
    card = amal.post("/concerns/new/card/", {"receipt": receipt})
    assert receipts.grouped(receipts.normalise(receipt)) in card.content.decode()
    assert card["Cache-Control"] == "no-store"
    assert "attachment" in card["Content-Disposition"]
    assert amal.post("/concerns/new/card/", {"receipt": "<b>x</b>"}).status_code == 400


def test_pages_of_the_form_are_never_stored_and_set_no_session(amal):
    page = walk(amal)
    assert page["Cache-Control"] == "no-store"
    assert set(amal.cookies) <= {"csrftoken"}


def test_an_address_is_kept_apart_and_the_team_gets_no_words_by_mail(amal):
    walk(amal, words="Cars race.", email="amal@example.org")
    assert Address.objects.get().email == "amal@example.org"
    assert not OutboxMessage.objects.exists()


def test_a_photo_is_on_disk_without_what_the_phone_wrote(amal):
    walk(amal, photo=picture())
    assert (photos.folder() / Photo.objects.get().file_name).exists()


@pytest.mark.parametrize(
    "name, content", [("a.jpg", b"not a picture"), ("b.svg", b"<svg onload=alert(1)>")]
)
def test_what_is_no_photo_is_refused_with_a_sentence_and_the_words_stay(amal, name, content):
    file = picture()
    file.seek(0)
    file.truncate()
    file.write(content)
    file.seek(0)
    file.name = name
    page = walk(amal, photo=file)
    assert page.status_code == 422 and "Cars race." in page.content.decode()
    assert "not a photo that we can read" in page.content.decode()
    assert not Concern.objects.exists()
