"""Phone, counter and paper: staff enter what they were told and read the receipt aloud."""

from commonground.concerns import receipts
from commonground.concerns.models import Concern
from commonground.places.models import GazetteerEntry
from tests.cast import NORTH_POINT
from tests.rooms.concerns.conftest import read_aloud, signed_in

ENTER = "/team/concerns/enter/"


def test_what_bram_reads_aloud_opens_the_thread(cast, call):
    page = signed_in(cast.bram).post(ENTER, call)
    receipt = read_aloud(page)
    assert len(receipt.split()) == 4 and "4 groups of four" in page.content.decode()
    concern = receipts.find(receipt)
    assert (concern.source, concern.came_by) == ("phone", "unprompted")
    assert concern.changes.get().by_role == "officer"


def test_what_we_asked_for_is_kept_as_asked_for(cast, call):
    signed_in(cast.bram).post(ENTER, call | {"came_by": "asked_for", "source": "paper"})
    assert Concern.objects.get().came_by == "asked_for"


def test_sent_twice_it_is_one_concern_with_the_same_receipt(cast, call):
    bram = signed_in(cast.bram)
    assert read_aloud(bram.post(ENTER, call)) == read_aloud(bram.post(ENTER, call))
    assert Concern.objects.count() == 1


def test_a_place_that_the_list_knows_gets_its_point(cast, call):
    GazetteerEntry.objects.create(
        words="Elm Bridge", folded="elm bridge", latitude=NORTH_POINT[0], longitude=NORTH_POINT[1]
    )
    signed_in(cast.bram).post(ENTER, call | {"place": "Elm Bridge"})
    assert Concern.objects.get().latitude == NORTH_POINT[0]


def test_chidi_enters_nothing_for_bram_s_neighbourhood(cast, call, town):
    assert signed_in(cast.chidi).post(ENTER, call).status_code == 422
    assert not Concern.objects.exists()


def test_an_empty_form_keeps_what_was_typed_and_says_what_is_missing(cast, call):
    page = signed_in(cast.bram).post(ENTER, call | {"words": "", "place": "By the old mill"})
    assert page.status_code == 422
    assert b"By the old mill" in page.content and b"What they said" in page.content


def test_entered_about_police_conduct_it_leaves_the_team_at_once(cast, call, conduct_category):
    bram = signed_in(cast.bram)
    page = bram.post(ENTER, call | {"category": "conduct"})
    concern = Concern.objects.get()
    assert concern.public_id.encode() not in page.content
    assert bram.get(f"/team/concerns/{concern.public_id}/").status_code == 404


def test_a_key_of_chidi_s_own_leads_to_no_concern_of_another_team(cast, call, from_amal, town):
    known = from_amal(idempotency_key="event:KNOWN:1")
    page = signed_in(cast.chidi).post(
        ENTER, call | {"key": "event:KNOWN:1", "neighbourhood": town.south.slug}
    )
    assert known.public_id not in page.content.decode()
    assert Concern.objects.filter(neighbourhood=town.south).count() == 1
