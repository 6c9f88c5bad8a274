"""You said, we did, on the staff side: first its authors, then everybody."""

import pytest

from commonground.concerns.models import SaidDid
from commonground.concerns.queries import public_said_did
from tests.rooms.concerns.conftest import signed_in

TEXTS = {
    "title_en": "Music at night", "title_es": "Música por la noche",
    "said_en": "A bar is loud until four.", "did_en": "The bar closes its doors at eleven.",
}  # fmt: skip


@pytest.fixture
def pair(cast, from_amal):
    """Bram's draft about Amal's concern."""
    concern = from_amal()
    bram = signed_in(cast.bram)
    sent = TEXTS | {"done_on": "2026-03-02", "concerns": [concern.public_id]}
    assert bram.post(f"/team/said-did/new/?concern={concern.public_id}", sent).status_code == 302
    return SaidDid.objects.get()


def test_a_draft_is_for_its_authors_and_public_only_when_approved(cast, town, pair):
    assert public_said_did(town.north) == []
    bram = signed_in(cast.bram)
    assert "Only its authors see it" in bram.get("/team/said-did/").content.decode()
    bram.post(f"/team/said-did/{pair.public_id}/publish/", {"do": "approve"})
    assert [p.row for p in public_said_did(town.north)] == [pair]
    bram.post(f"/team/said-did/{pair.public_id}/publish/", {"do": "withdraw"})
    assert public_said_did(town.north) == []


def test_one_entry_answers_many_concerns(cast, town, from_amal):
    concerns = [from_amal() for _ in range(3)]
    sent = TEXTS | {"did_en": "", "concerns": [c.public_id for c in concerns]}
    signed_in(cast.bram).post("/team/said-did/new/?neighbourhood=northside", sent)
    assert SaidDid.objects.get().concerns.count() == 3


def test_changed_words_have_to_be_approved_again(cast, town, pair):
    bram = signed_in(cast.bram)
    bram.post(f"/team/said-did/{pair.public_id}/publish/", {"do": "approve"})
    sent = TEXTS | {"said_en": "A bar is very loud.", "done_on": "2026-03-02"}
    bram.post(f"/team/said-did/{pair.public_id}/", sent)
    pair.refresh_from_db()
    assert pair.said["en"] == "A bar is very loud." and pair.approved_at is None


def test_a_day_without_what_was_done_is_refused_with_a_sentence(cast, from_amal):
    bram = signed_in(cast.bram)
    page = bram.post(
        "/team/said-did/new/?neighbourhood=northside",
        TEXTS | {"did_en": "", "done_on": "2026-03-02"},
    )
    assert page.status_code == 422 and b"Say what was done" in page.content


def test_nothing_was_done_before_it_was_said(cast, from_amal):
    concern = from_amal()
    page = signed_in(cast.bram).post(
        f"/team/said-did/new/?concern={concern.public_id}",
        TEXTS | {"done_on": "2026-03-01", "concerns": [concern.public_id]},
    )
    assert page.status_code == 422 and b"lies before the day" in page.content


def test_a_sensitive_concern_cannot_be_linked(cast, from_amal):
    from commonground.concerns.flagging import flag_sensitive

    concern = from_amal()
    flag_sensitive(concern=concern, by=cast.bram)
    bram = signed_in(cast.bram)
    assert bram.get(f"/team/said-did/new/?concern={concern.public_id}").status_code == 404
    sent = TEXTS | {"concerns": [concern.public_id]}
    page = bram.post("/team/said-did/new/?neighbourhood=northside", sent)
    assert page.status_code == 422


def test_chidi_and_the_overseer_neither_see_nor_change_it(cast, pair):
    chidi = signed_in(cast.chidi)
    address = f"/team/said-did/{pair.public_id}/"
    assert chidi.get(address).status_code == 404
    assert chidi.post(f"{address}publish/", {"do": "approve"}).status_code == 404
    assert "Music at night" not in chidi.get("/team/said-did/").content.decode()
    assert signed_in(cast.hana).get(address).status_code == 403
    pair.refresh_from_db()
    assert pair.approved_at is None


def test_the_list_takes_a_bounded_number_of_queries(
    cast, pair, from_amal, django_assert_max_num_queries
):
    bram = signed_in(cast.bram)
    for _ in range(4):
        bram.post(
            "/team/said-did/new/?neighbourhood=northside",
            TEXTS | {"concerns": [from_amal().public_id]},
        )
    with django_assert_max_num_queries(8):
        bram.get("/team/said-did/")
