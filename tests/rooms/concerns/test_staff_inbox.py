"""The staff lists: who sees which concern, in what order, with how many queries."""

import re

import pytest

from commonground.common.actors import Actor
from commonground.common.models import AuditRow
from commonground.concerns import answering, settling, withholding
from commonground.concerns.models import Category, Concern
from commonground.people import absences
from tests.rooms.concerns.conftest import signed_in


def test_bram_sees_what_waits_for_his_team_and_chidi_sees_none_of_it(cast, from_amal):
    concern = from_amal()
    bram = signed_in(cast.bram).get("/team/concerns/").content.decode()
    assert concern.public_id in bram and "Noise at night" in bram
    assert concern.public_id not in signed_in(cast.chidi).get("/team/concerns/").content.decode()


def test_no_list_shows_a_residents_words(cast, from_amal):
    from_amal("My name is in here: Amal Example.")
    for address in ("/team/concerns/", "/team/overdue/", "/team/duty/"):
        assert "Amal Example" not in signed_in(cast.bram).get(address, follow=True).content.decode()


def test_the_inbox_is_narrowed_by_state_language_category_and_place(cast, from_amal, noise, town):
    answered = from_amal()
    answering.change_state(concern=answered, to="in_progress", by=cast.bram)
    spanish = from_amal(language="es")
    bram = signed_in(cast.bram)

    def ids(query: str) -> set[str]:
        page = bram.get(f"/team/concerns/?{query}").content.decode()
        return set(re.findall(r"/team/concerns/([2-9A-Z]{12})/", page))

    assert ids("") == {answered.public_id, spanish.public_id}
    assert ids("state=in_progress") == {answered.public_id}
    assert ids("language=es") == {spanish.public_id}
    assert ids("category=noise&neighbourhood=northside") == {answered.public_id, spanish.public_id}
    assert ids("neighbourhood=southside") == {answered.public_id, spanish.public_id}  # not his
    assert ids("state=settled") == set()


def test_a_concern_in_spanish_says_who_can_read_it(cast, from_amal):
    from_amal(language="es")
    page = signed_in(cast.bram).get("/team/concerns/").content.decode()
    assert "needs a reader of Spanish" in page


def test_late_ones_are_counted_and_stand_on_the_overseers_page_without_a_link(
    cast, from_amal, clock_at
):
    concern = from_amal()
    clock_at.forward(hours=73)
    assert "1 is late" in signed_in(cast.bram).get("/team/concerns/").content.decode()
    hana = signed_in(cast.hana).get("/team/overdue/").content.decode()
    assert "Noise at night" in hana and concern.public_id not in hana


def test_the_cover_finds_what_the_owner_left(cast, from_amal, clock_at):
    from commonground.concerns.assigning import assign

    concern = from_amal()
    assign(concern=concern, to=cast.bram, by=cast.dana)
    absences.add_absence(
        staff=cast.bram, cover=cast.dana, from_on=clock_at.day, to_on=clock_at.day,
        by=cast.faye.actor(),
    )  # fmt: skip
    page = signed_in(cast.dana).get("/team/concerns/?mine=on").content.decode()
    assert concern.public_id in page and "covers Bram" in page


def test_older_ones_are_on_the_next_page_and_none_is_missed(cast, from_amal, clock_at):
    for _ in range(27):
        from_amal()
        clock_at.forward(hours=1)
    bram = signed_in(cast.bram)
    first = bram.get("/team/concerns/").content.decode()
    following = re.search(r'href="(\?after=[^"]+)"', first)[1].replace("&amp;", "&")
    second = bram.get(f"/team/concerns/{following}").content.decode()
    ids = [set(re.findall(r"/team/concerns/([2-9A-Z]{12})/", page)) for page in (first, second)]
    assert [len(found) for found in ids] == [25, 2]
    assert not ids[0] & ids[1]


def test_the_inbox_takes_the_same_number_of_queries_for_one_and_for_many(
    cast, from_amal, django_assert_num_queries
):
    Concern.objects.filter(pk=from_amal().pk).update(owner=cast.bram)
    bram = signed_in(cast.bram)
    with django_assert_num_queries(8):
        bram.get("/team/concerns/")
    for _ in range(6):
        Concern.objects.filter(pk=from_amal().pk).update(owner=cast.bram)
    with django_assert_num_queries(8):
        bram.get("/team/concerns/")


def test_what_is_about_police_conduct_is_not_there_for_the_team(
    cast, from_amal, conduct_category
):
    concern = from_amal(category=conduct_category)
    for staff in (cast.bram, cast.dana, cast.faye, cast.esi):
        client = signed_in(staff)
        assert client.get("/team/conduct/").status_code == 404
        assert client.get(f"/team/concerns/{concern.public_id}/").status_code in (403, 404)
    assert signed_in(cast.bram).get(f"/team/concerns/{concern.public_id}/").status_code == 404
    everything = signed_in(cast.dana).get("/team/concerns/?state=all").content.decode()
    assert concern.public_id not in everything
    for staff in (cast.gus, cast.hana):
        assert concern.public_id in signed_in(staff).get("/team/conduct/").content.decode()


def test_a_sensitive_one_is_on_the_duty_list_with_an_alarm_until_somebody_takes_it(
    cast, from_amal
):
    harm = Category.objects.create(slug="harm", name={"en": "Harm at home"}, sensitive=True)
    concern = from_amal(category=harm)
    bram = signed_in(cast.bram)
    assert "Nobody looks after 1" in bram.get("/team/duty/").content.decode()
    bram.post(f"/team/concerns/{concern.public_id}/flag/", {"do": "take"})
    page = bram.get("/team/duty/").content.decode()
    assert "Nobody looks after" not in page and "Bram (test cast) looks after it" in page
    assert concern.public_id not in signed_in(cast.chidi).get("/team/duty/").content.decode()


@pytest.fixture
def disputed(cast, from_amal):
    concern = from_amal()
    answering.change_state(concern=concern, to="no_action", by=cast.bram, reason="Quiet since May.")
    settling.dispute(concern=concern, words="It is not quiet.", by=Actor.resident())
    return concern


def test_the_overseer_reads_a_dispute_the_same_day_and_changes_nothing(cast, disputed):
    hana = signed_in(cast.hana)
    page = hana.get("/team/disputes/").content.decode()
    address = re.search(r'href="(/team/disputes/[^"]+/)"', page)[1]
    dispute = hana.get(address).content.decode()
    assert "It is not quiet." in dispute and "Quiet since May." in dispute
    assert "<textarea" not in dispute
    assert AuditRow.objects.get(verb="concern.read_dispute").actor_role == "overseer"
    decide = f"/team/concerns/{disputed.public_id}/decide/"
    assert hana.post(decide, {"decision": "stands", "words": "x"}).status_code == 403
    assert hana.get(f"/team/concerns/{disputed.public_id}/").status_code == 403


def test_chidi_and_the_analyst_see_no_dispute(cast, disputed):
    assert signed_in(cast.chidi).get("/team/disputes/").status_code == 403
    assert signed_in(cast.esi).get("/team/disputes/").status_code == 403


def test_dana_decides_and_the_dispute_is_over(cast, disputed):
    dana = signed_in(cast.dana)
    sent = {"decision": "back_to_work", "words": "You are right. We go again on Friday."}
    assert dana.post(f"/team/concerns/{disputed.public_id}/decide/", sent).status_code == 302
    disputed.refresh_from_db()
    assert disputed.state == "in_progress"
    assert "Back to work" in dana.get("/team/disputes/?show=decided").content.decode()


def test_a_supervisor_who_answered_does_not_decide(cast, from_amal):
    concern = from_amal()
    answering.change_state(concern=concern, to="action_taken", by=cast.dana)
    settling.dispute(concern=concern, words="No.", by=Actor.resident())
    dana = signed_in(cast.dana)
    page = dana.get(f"/team/concerns/{concern.public_id}/").content.decode()
    assert "Decide the dispute" not in page
    sent = {"decision": "stands", "words": "It stands."}
    assert dana.post(f"/team/concerns/{concern.public_id}/decide/", sent).status_code == 403


def test_the_overseer_reads_why_something_was_withheld(cast, from_amal):
    withholding.withhold(concern=from_amal(), reason="It names a child.", by=cast.bram)
    hana = signed_in(cast.hana).get("/team/withheld/").content.decode()
    assert "It names a child." in hana and cast.bram.public_id in hana
    assert "Bram" not in hana
    assert signed_in(cast.chidi).get("/team/withheld/").status_code == 403


def test_the_overseer_reads_what_was_handed_over_and_that_is_on_record(cast, from_amal):
    from commonground.concerns.handing_over import hand_over

    hand_over(
        concern=from_amal(), to="safeguarding", basis="Care Act", words="A child is alone.",
        by=cast.bram, why_not_told="The father reads her phone.",
    )  # fmt: skip
    page = signed_in(cast.hana).get("/team/hand-overs/").content.decode()
    assert "A child is alone." in page and "author not told" in page
    assert AuditRow.objects.filter(verb="handover.read", actor_role="overseer").exists()


def read_by(staff, verb: str) -> list[str]:
    rows = AuditRow.objects.filter(verb=verb, actor_id=staff.public_id, noun="concern")
    assert all(row.detail == {} for row in rows)
    return sorted(rows.values_list("noun_id", flat=True))


def test_which_concerns_a_list_of_the_overseer_showed_is_on_record(cast, from_amal):
    from commonground.concerns.handing_over import hand_over

    shown = [from_amal() for _ in range(3)]
    other = from_amal()
    for concern in shown:
        hand_over(
            concern=concern, to="safeguarding", basis="Care Act", words="A child is alone.",
            by=cast.bram, why_not_told="The father reads her phone.",
        )  # fmt: skip
        withholding.withhold(concern=concern, reason="It names a child.", by=cast.bram)
    ids = sorted(concern.public_id for concern in shown)
    for page, verb in (("withheld", "withheld.read"), ("hand-overs", "handover.read")):
        signed_in(cast.hana).get(f"/team/{page}/")
        assert read_by(cast.hana, verb) == ids
        assert other.public_id not in read_by(cast.hana, verb)
    row = AuditRow.objects.filter(verb="withheld.read").first()
    assert (row.actor_role, row.neighbourhood) == ("overseer", shown[0].neighbourhood.public_id)


@pytest.mark.parametrize("name", ["gus", "hana"])
def test_which_concerns_about_conduct_a_list_showed_is_on_record(
    cast, from_amal, conduct_category, name
):
    about_us, _other = from_amal(category=conduct_category), from_amal()
    reader = getattr(cast, name)
    signed_in(reader).get("/team/conduct/")
    assert read_by(reader, "conduct.read") == [about_us.public_id]


def test_a_list_without_concerns_leaves_no_row(cast, from_amal):
    from_amal()
    signed_in(cast.hana).get("/team/withheld/")
    assert not AuditRow.objects.filter(verb="withheld.read").exists()


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_thread_says_in_words_how_each_concern_came(cast, from_amal, language):
    from django.utils import translation

    from commonground.concerns.inbox import HOW_IT_CAME
    from commonground.concerns.models.concerns import Source

    assert set(HOW_IT_CAME) == set(Source)
    bram = signed_in(cast.bram)
    bram.cookies["django_language"] = language
    for source in Source:
        page = bram.get(f"/team/concerns/{from_amal(source=source).public_id}/").content.decode()
        with translation.override(language):
            assert str(HOW_IT_CAME[source]) in page


@pytest.mark.parametrize("page", ["duty", "overdue", "disputes", "withheld", "hand-overs"])
def test_each_list_takes_a_fixed_number_of_queries(
    cast, from_amal, page, django_assert_max_num_queries, clock_at
):
    for _ in range(5):
        from_amal()
    clock_at.forward(**{"days": 40})
    dana = signed_in(cast.dana)
    with django_assert_max_num_queries(7):
        dana.get(f"/team/{page}/")


def test_an_address_that_was_cut_off_is_told_so(cast, from_amal):
    assert signed_in(cast.bram).get("/team/concerns/?after=2026").status_code == 400
