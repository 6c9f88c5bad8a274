import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.common.ids import ALPHABET
from commonground.concerns import receipts
from commonground.concerns.models import Receipt

bodies = st.text(alphabet=ALPHABET, min_size=15, max_size=15)


def whole(body: str) -> str:
    return body + receipts.check_character(body)


@given(bodies)
def test_every_receipt_checks_itself(body):
    assert receipts.is_well_formed(whole(body))


@given(bodies, st.integers(0, 15), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_caught(body, at, other):
    receipt = whole(body)
    wrong = receipt[:at] + other + receipt[at + 1 :]
    assert receipts.is_well_formed(wrong) == (wrong == receipt)


@given(bodies, st.integers(0, 14))
def test_two_neighbours_swapped_are_always_caught(body, at):
    receipt = whole(body)
    swapped = receipt[:at] + receipt[at + 1] + receipt[at] + receipt[at + 2 :]
    assert receipts.is_well_formed(swapped) == (swapped == receipt)


@given(bodies, st.sampled_from(["", " ", "-", " - "]), st.booleans())
def test_spaces_dashes_and_small_letters_do_not_matter(body, between, small):
    receipt = whole(body)
    typed = between.join(receipt[i : i + 4] for i in range(0, 16, 4))
    assert receipts.normalise(typed.lower() if small else typed) == receipt


def test_a_receipt_has_16_characters_in_groups_of_four():
    assert re.fullmatch(rf"[{ALPHABET}]{{4}}( [{ALPHABET}]{{4}}){{3}}",
                        receipts.grouped(receipts.new_receipt()))


def test_only_a_keyed_hash_is_kept(raised, settings):
    concern, receipt = raised()
    kept = Receipt.objects.get(concern=concern).digest
    assert receipt not in kept and len(kept) == 64
    settings.RECEIPT_KEY = "another key"
    assert receipts.find(receipt) is None


def test_the_receipt_opens_its_own_thread_only(raised):
    (mine, receipt), (other, _) = raised(), raised()
    assert receipts.find(f" {receipts.grouped(receipt).lower()} ") == mine != other


@pytest.mark.parametrize("typed", ["", "x", "2346-789A-BCDE-FGHJ", "ß" * 16, "2" * 5000, "\x00"])
def test_what_is_no_receipt_finds_nothing(raised, typed):
    raised()
    assert receipts.find(typed) is None


def test_a_slip_and_an_unknown_receipt_take_the_same_queries(raised, django_assert_num_queries):
    _, receipt = raised()
    slip = receipt[:-1] + next(c for c in ALPHABET if c != receipt[-1])
    for typed in (slip, receipts.new_receipt(), "nonsense"):
        with django_assert_num_queries(1):
            assert receipts.find(typed) is None
