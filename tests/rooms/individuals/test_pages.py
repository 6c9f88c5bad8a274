"""Who sees a card, and that each look is in the trail."""

from datetime import date, timedelta

import pytest
from django.db import models
from django.test import Client

from commonground.common.models import AuditRow
from commonground.individuals import counting, reading
from commonground.individuals.cards import Details, add_card
from commonground.individuals.gaps import find_gaps
from commonground.individuals.introducing import make_sheets
from commonground.individuals.models import HandOver, Individual, KnownPlace, NetworkCount
from commonground.individuals.picture import WIDTH, picture
from commonground.individuals.places_to_know import add_place
from commonground.people.models import Posting
from commonground.places.models import CensusMargin, Neighbourhood

FORM = {
    "name": "Iris Example", "role": "school", "email": "", "phone": "555 0100", "best_time": "any",
    "language": "en", "how": "spoken", "words_read": "on", "is_adult": "on",
    "consented_on": "", "idempotency_key": "one",
}  # fmt: skip
NEW = "/team/network/northside/new/"


def looks(verb: str) -> int:
    return AuditRow.objects.filter(verb=verb).count()


def test_the_team_of_the_neighbourhood_sees_its_cards_and_each_look_is_written_down(
    add, signed_in
):
    card = add()
    for name in ("bram", "dana"):
        page = signed_in(name).get(f"/team/network-cards/{card.public_id}/")
        assert "Iris Example" in page.content.decode()
        assert "Iris Example" in signed_in(name).get("/team/network/northside/").content.decode()
    assert (looks("individual.open"), looks("individual.list")) == (2, 2)
    row = AuditRow.objects.filter(verb="individual.open").first()
    assert row.noun_id == card.public_id and row.detail == {}


@pytest.mark.parametrize("name", ["chidi", "esi", "faye", "gus", "hana"])
def test_nobody_else_sees_or_changes_a_card(name, add, signed_in):
    card, client = add(), signed_in(name)
    at = f"/team/network-cards/{card.public_id}/"
    answers = [client.get(at), client.get(f"{at}edit/"), client.get("/team/network/northside/")]
    answers += [client.post(f"{at}{do}/") for do in ("spoke", "mine", "off", "edit")]
    answers += [client.get(NEW), client.post(NEW, FORM)]
    assert {a.status_code for a in answers} <= {403, 404}
    assert not any("Iris" in a.content.decode() for a in answers)
    assert Individual.objects.get().state == "live"
    assert looks("individual.open") == looks("individual.list") == 0


def test_nobody_is_sent_to_sign_in(add):
    card = add()
    for path in (f"network-cards/{card.public_id}/", "network/northside/", "network-counts/"):
        assert Client().get(f"/team/{path}").status_code == 302


def test_another_teams_card_looks_like_none(add, signed_in):
    card = add()
    chidi = signed_in("chidi")
    theirs = chidi.get(f"/team/network-cards/{card.public_id}/")
    none = chidi.get("/team/network-cards/ZZZZZZZZZZZZ/")
    assert theirs.status_code == none.status_code == 404
    main = [answer.content.decode().split("<main")[1] for answer in (theirs, none)]
    assert main[0] == main[1]


def test_the_list_costs_the_same_queries_for_one_and_for_many(
    add, signed_in, django_assert_num_queries
):
    bram = signed_in("bram")
    add()
    bram.get("/team/network/northside/")
    with django_assert_num_queries(14):
        bram.get("/team/network/northside/")
    for n in range(5):
        add(name=f"Person {n}")
    with django_assert_num_queries(14):
        bram.get("/team/network/northside/")


def test_the_list_is_narrowed_by_role_and_language_and_never_by_name(add, signed_in):
    add()
    add(name="Otto Example", role="business", languages=["pl"])
    bram = signed_in("bram")
    only = bram.get("/team/network/northside/?language=pl").content.decode()
    assert "Otto" in only and "Iris" not in only
    asked = bram.get("/team/network/northside/?q=Otto&name=Otto").content.decode()
    assert "Otto" in asked and "Iris" in asked, "a name narrows nothing"


def test_a_filter_that_is_not_on_the_list_is_passed_over(add, signed_in):
    add()
    page = signed_in("bram").get("/team/network/northside/?role=%3Cb%3E&language=xx")
    assert page.status_code == 200 and "<b>" not in page.content.decode().split("<main")[1][:3000]


def test_a_card_has_no_field_for_what_somebody_is_or_what_we_think_of_them():
    """A new field has to be argued for here."""
    words = {
        f.name for f in Individual._meta.fields
        if isinstance(f, models.CharField | models.TextField | models.JSONField) and not f.choices
    }  # fmt: skip
    assert words == {
        "public_id", "name", "role_label", "email", "phone", "meet_at", "languages", "topics",
        "cares_about", "language", "consent_wording", "idempotency_key",
    }  # fmt: skip
    assert not any(isinstance(f, models.TextField) for f in Individual._meta.fields)
    banned = ("faith", "relig", "ethnic", "race", "politic", "party", "immigra", "status", "note",
              "comment", "opinion", "score", "rating", "birth", "age", "photo")  # fmt: skip
    names = {f.name.replace("language", "") for f in Individual._meta.fields}
    assert [name for name in names if any(word in name for word in banned)] == []


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("cares_about", "Maria says that Juan steals"),
        ("cares_about", "rights of undocumented neighbours"),
        ("role_label", "Muslim leader"),
        ("role_label", "hostil con nosotros"),
        ("role_label", "trustworthy"),
    ],
)
def test_words_about_a_person_are_refused_and_what_was_typed_is_not_lost(
    field, words, cast, signed_in
):
    answer = signed_in("bram").post(NEW, FORM | {field: words})
    assert answer.status_code == 400 and "Iris Example" in answer.content.decode()
    assert not Individual.objects.exists()


def test_the_form_sent_twice_makes_one_card(cast, signed_in):
    bram = signed_in("bram")
    assert [bram.post(NEW, FORM).status_code for _ in range(2)] == [302, 302]
    assert Individual.objects.count() == 1


def test_html_in_a_name_is_shown_as_letters(add, signed_in):
    card = add(name="<script>alert(1)</script>")
    for path in ("network/northside/", f"network-cards/{card.public_id}/"):
        assert "<script>alert" not in signed_in("bram").get(f"/team/{path}").content.decode()


def test_a_place_of_another_neighbourhood_cannot_be_given(town, cast, signed_in):
    place = add_place(neighbourhood=town.south, kind="school", name="South School", by=cast.chidi)
    assert signed_in("bram").post(NEW, FORM | {"place": place.public_id}).status_code == 400
    at = f"/team/network-places/{place.public_id}/remove/"
    assert signed_in("bram").post(at).status_code == 404
    assert KnownPlace.objects.count() == 1


def test_gaps_are_the_places_without_a_card_and_languages_of_the_census(add, town, cast):
    school = add_place(neighbourhood=town.north, kind="school", name="North School", by=cast.bram)
    add_place(neighbourhood=town.north, kind="school", name="Park School", by=cast.bram)
    for group, count in (("Speaks Polish at home", 800), ("Chinese", 900), ("Korean language", 4)):
        CensusMargin.objects.create(
            neighbourhood=town.north, group=group, count=count, residents=4000, source="Test",
            year=2020,
        )  # fmt: skip
    add(place=None)
    card = Individual.objects.get()
    card.place = school
    card.save()
    found = find_gaps(town.north)
    assert found.sentences == [
        "Schools: no contact with 1 of 2.",
        "Nobody who speaks Polish, which about 20% of residents do.",
    ]
    assert [row.label for row in found.languages] == ["Polish", "English", "Spanish"]


def test_without_census_figures_the_page_says_that_we_do_not_know(add, signed_in):
    add()
    page = signed_in("bram").get("/team/network/northside/gaps/").content.decode()
    assert "we do not know" in page and "no place is on the list yet" in page


def test_the_picture_has_a_square_for_each_place_and_sixty_stay_inside(town, cast):
    for n in range(60):
        add_place(neighbourhood=town.north, kind="business", name=f"Shop {n}", by=cast.bram)
    (row,) = picture(find_gaps(town.north).kinds).rows
    assert len(row.squares) == 60 and not any(square.is_known for square in row.squares)
    assert row.squares[-1].x + row.squares[-1].side <= WIDTH


def test_your_own_list_names_whom_you_have_not_spoken_with_for_eight_weeks(
    add, cast, signed_in, clock_at
):
    add()
    assert reading.own_quiet_count(cast.bram) == 0
    clock_at.forward(weeks=8)
    assert "Not spoken with" in signed_in("bram").get("/team/network/northside/").content.decode()
    assert "Not spoken with" not in (
        signed_in("dana").get("/team/network/northside/").content.decode()
    )
    assert (reading.own_quiet_count(cast.bram), reading.own_quiet_count(cast.dana)) == (1, 0)


def test_the_overseer_sees_counts_without_names_and_small_ones_are_hidden(add, signed_in):
    for n in range(6):
        add(name=f"Person {n}", languages=["en"])
    add(role="business", languages=["pl"])
    page = signed_in("hana").get("/team/network-counts/").content.decode()
    assert "Person" not in page and "Iris" not in page
    assert "hidden" in page and '<td class="num">1</td>' not in page


def test_the_counts_of_a_month_stay_when_the_card_is_erased(add, cast, clock_at):
    from commonground.individuals.cards import take_off

    card = add()
    assert counting.count_network() == 4  # all, the role, two languages
    clock_at.forward(days=40)
    take_off(card=card, by=cast.bram)
    counting.count_network()
    assert NetworkCount.objects.get(of="all").count == 1


def leaves(cast, clock_at) -> Posting:
    posting = cast.bram.postings.get()
    posting.to_on = clock_at.day + timedelta(days=10)
    posting.save()
    return posting


def test_an_officer_who_leaves_gets_a_sheet_of_their_people_and_ticks_are_kept(
    add, cast, signed_in, clock_at
):
    card = add()
    assert make_sheets() == 0
    leaves(cast, clock_at)
    assert [make_sheets(), make_sheets()] == [1, 0]
    sheet = HandOver.objects.get()
    at = f"/team/network-hand-overs/{sheet.public_id}/"
    bram = signed_in("bram")
    assert "Iris Example" in bram.get(at).content.decode()
    bram.post(f"{at}tick/", {"card": card.public_id})
    assert "introduced 2 March" in bram.get(at).content.decode()
    bram.post(f"{at}tick/", {"card": card.public_id, "undo": "1"})
    assert sheet.introductions.get().introduced_on is None
    assert (looks("hand_over.open"), looks("hand_over.tick"), looks("hand_over.make")) == (2, 2, 1)


def test_a_sheet_says_who_comes_next_and_has_room_for_a_date_on_paper(
    add, cast, town, signed_in, clock_at
):
    add()
    leaves(cast, clock_at)
    Posting.objects.create(
        staff=cast.gus, role="officer", neighbourhood=town.north,
        from_on=clock_at.day + timedelta(days=7),
    )  # fmt: skip
    Posting.objects.create(  # too late to be the successor
        staff=cast.chidi, role="officer", neighbourhood=town.north,
        from_on=clock_at.day + timedelta(days=99),
    )  # fmt: skip
    make_sheets()
    at = f"/team/network-hand-overs/{HandOver.objects.get(is_leaving=True).public_id}/"
    page = signed_in("bram").get(at).content.decode()
    assert "Gus (test cast) comes next, from 9 March." in page and "Chidi" not in page
    assert "Introduced on ______" in page


def test_a_sheet_of_another_team_is_not_there(add, cast, signed_in, clock_at):
    card = add()
    leaves(cast, clock_at)
    make_sheets()
    at = f"/team/network-hand-overs/{HandOver.objects.get().public_id}/"
    chidi = signed_in("chidi")
    assert chidi.get(at).status_code == 404
    chidi.post(f"{at}tick/", {"card": card.public_id})
    assert HandOver.objects.get().introductions.get().introduced_on is None


def test_an_officer_who_starts_is_introduced_and_takes_on_who_was_left_behind(
    add, cast, town, signed_in, clock_at
):
    card = add()
    Posting.objects.filter(staff=cast.bram).update(to_on=clock_at.day - timedelta(days=1))
    Posting.objects.create(
        staff=cast.chidi, role="officer", neighbourhood=town.north, from_on=clock_at.day
    )
    make_sheets()
    sheet = HandOver.objects.get(is_leaving=False)
    signed_in("chidi").post(
        f"/team/network-hand-overs/{sheet.public_id}/tick/", {"card": card.public_id}
    )
    assert Individual.objects.get().known_to == cast.chidi
    assert signed_in("bram").get(f"/team/network-cards/{card.public_id}/").status_code == 403


def test_an_erased_card_leaves_every_sheet(add, cast, signed_in, clock_at):
    from commonground.individuals.cards import take_off

    card = add()
    leaves(cast, clock_at)
    make_sheets()
    take_off(card=card, by=cast.bram)
    at = f"/team/network-hand-overs/{HandOver.objects.get().public_id}/"
    assert "Nobody of this sheet" in signed_in("bram").get(at).content.decode()


def test_who_leads_two_neighbourhoods_chooses_and_sees_no_numbers(add, cast, town, signed_in):
    add()
    Posting.objects.create(
        staff=cast.dana, role="supervisor", neighbourhood=town.south, from_on=date(2015, 1, 1)
    )
    page = signed_in("dana").get("/team/network/").content.decode()
    assert "Northside" in page and "Southside" in page and "Iris" not in page
    assert signed_in("bram").get("/team/network/").status_code == 302


def test_the_verbs_themselves_refuse_a_stranger(town, cast):
    from django.core.exceptions import PermissionDenied

    details = Details(name="I", role="school", phone="555 0100")
    with pytest.raises(PermissionDenied):
        add_card(
            neighbourhood=Neighbourhood.objects.get(pk=town.north.pk), details=details,
            how="spoken", is_adult=True, words_read=True, by=cast.chidi,
        )  # fmt: skip
    with pytest.raises(PermissionDenied):
        reading.list_cards(neighbourhood=town.north, by=cast.hana)
