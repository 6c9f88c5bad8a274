"""Example surveys of the home district: who answers, and what, is drawn from a seed.

Three rounds by letter, with the district beside it, the last with one question in other words, and
one by letter on being seen; one of whoever liked to answer; one after contacts, and the next of
those, still open; a pulse of the team. Made, drawn, answered, reminded and worked out by the
surveys' own verbs at their moments. Nobody exists, no letter is printed and no address is
anybody's. Census margins of both districts are real estimates (`demo_data.ages`); who answers is
older than who lives there.
"""

import csv
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from django.db import transaction

from commonground import demo_data
from commonground.common import clock
from commonground.common.actors import Actor
from commonground.places import margins
from commonground.places.models import Neighbourhood
from commonground.surveys import answering, framing, inviting, planning
from commonground.surveys.instruments import GROUP, Item
from commonground.surveys.models import Invitation, Mode, Survey

SEED = 2412
BY = Actor.system("demo")
DISTRICT, BESIDE = "24", "20"
HOMES, LETTERS = 400, 90  # of each beat
ROUNDS = (
    (date(2017, 3, 6), "short.1"), (date(2017, 6, 12), "short.1"),
    (date(2017, 8, 7), "presence.1"), (date(2017, 10, 2), "short.2"),
)  # fmt: skip
OPEN_DAYS, SECOND_HALF = 27, 13
ANSWERING, ANSWERING_LEAST = 0.46, 0.22  # of the letters; of the first beat's, where few do
LIKED, PULSE = 70, 24
CONTACTS, CONTACTS_DECLINED = 48, 9  # answered; would rather not be asked
CONTACTS_FROM, CONTACTS_NOW = date(2017, 8, 14), date(2017, 12, 4)
# How many find good what a question asks about, before who they are and where
GOOD = {
    "good-job": 0.52, "relied-on": 0.5, "treat-fairly": 0.45, "things-that-matter": 0.42,
    "listen": 0.4, "informed": 0.3, "knows-contact": 0.22, "seen-officer": 0.34,
    "spoken-officer": 0.16, "knows-officer": 0.12, "contact-heard": 0.62, "contact-respect": 0.74,
    "contact-explained": 0.5, "contact-satisfied": 0.58, "staff-time": 0.35,
    "staff-suggestions": 0.3, "staff-fair": 0.6,
}  # fmt: skip
BY_AGE = {"18-34": -0.08, "35-59": 0.0, "60+": 0.08}
AGES = {"18-34": 0.24, "35-59": 0.42, "60+": 0.34}  # of those who answer
PLAINER = 0.12  # more agree with the second wording
A_ROUND = 0.02  # more each round, in truth
SKIPPED = 0.03


def make() -> None:
    random = Random(SEED)
    beats, both = beats_of(DISTRICT), [*beats_of(DISTRICT), *beats_of(BESIDE)]
    load_ages(both)
    leaning = {beat.pk: random.gauss(0, 0.06) for beat in both}
    for number, (opens, instrument) in enumerate(ROUNDS):
        asked = beats if instrument.startswith("presence") else both
        by_letter(opens, instrument, number, asked, leaning, random)
    slips(date(2017, 9, 4), "short.2", LIKED, 0.15, random)
    slips(date(2017, 10, 9), "staff-pulse.1", PULSE, 0.0, random)
    after_contact(beats, random)


def beats_of(district: str) -> list[Neighbourhood]:
    rows = Neighbourhood.objects.filter(source_id__startswith=district)
    return list(rows.order_by("source_id"))


def by_letter(
    opens: date, instrument: str, number: int, beats: list[Neighbourhood],
    leaning: dict[int, float], random: Random,
) -> None:  # fmt: skip
    """Half of the answers before the reminder, half after; the figures on the morning after."""
    with clock.held_at(clock.start_of(opens) + timedelta(hours=9)):
        survey = _made(instrument, Mode.ADDRESSES, opens)
        wanted = planning.Wanted(SEED + number, per_stratum=LETTERS)
        planning.draw(survey=survey, frame=_frame(beats), wanted=wanted, by=BY)
    rows = list(survey.invitations.select_related("neighbourhood").order_by("address"))
    chance = [ANSWERING_LEAST if r.neighbourhood == beats[0] else ANSWERING for r in rows]
    answer = [row for row, p in zip(rows, chance, strict=True) if random.random() < p]
    first, second = answer[::2], answer[1::2]
    more = A_ROUND * number
    _fill(survey, opens + timedelta(days=3), first, more, leaning, random)
    with clock.held_at(clock.start_of(opens + timedelta(days=SECOND_HALF)) + timedelta(hours=9)):
        inviting.remind(survey=survey, by=BY)
    _fill(survey, opens + timedelta(days=SECOND_HALF + 2), second, more, leaning, random)
    _work_out(survey)


def slips(opens: date, instrument: str, count: int, more: float, random: Random) -> None:
    with clock.held_at(clock.start_of(opens) + timedelta(hours=9)):
        survey = _made(instrument, Mode.SLIPS, opens)
        inviting.make_slips(survey=survey, count=count + 10, by=BY)
    rows = list(survey.invitations.order_by("digest")[:count])
    _fill(survey, opens + timedelta(days=1), rows, more, {}, random)
    _work_out(survey)


def after_contact(beats: list[Neighbourhood], random: Random) -> None:
    """Codes as after a contact, and no mail: there is nobody to write to. The next is open."""
    with clock.held_at(clock.start_of(CONTACTS_FROM) + timedelta(hours=9)):
        survey = _made("after-contact.1", Mode.CONTACTS, CONTACTS_FROM)
        rows = [
            planning.invitation(survey, neighbourhood=random.choice(beats), language="en")
            for _n in range(CONTACTS + CONTACTS_DECLINED)
        ]
        Invitation.objects.bulk_create(rows)
    _fill(survey, CONTACTS_FROM + timedelta(days=9), rows[:CONTACTS], 0.0, {}, random)
    with clock.held_at(clock.start_of(CONTACTS_FROM) + timedelta(days=9)), transaction.atomic():
        for row in rows[CONTACTS:]:
            answering.decline(invitation=row)
    _work_out(survey)
    with clock.held_at(clock.start_of(CONTACTS_NOW) + timedelta(hours=9)):
        _made("after-contact.1", Mode.CONTACTS, CONTACTS_NOW)


def load_ages(beats: list[Neighbourhood]) -> None:
    """A beat has the shares of the community area that covers most of it."""
    areas = {beat.number: beat.community_area for beat in demo_data.beats()}
    ages = {row.community_area: row for row in demo_data.ages()}
    lines = [
        margins.Line(beat.source_id, beat.population or 0, _by_age(row, beat.population or 0))
        for beat in beats if (row := ages.get(areas.get(beat.source_id, "")))
    ]  # fmt: skip
    if lines:
        source, year = demo_data.AGES_SOURCE, demo_data.AGES_YEAR
        margins.load_margins(lines=lines, source=source, year=year, by=BY)


def _by_age(row: demo_data.Ages, residents: int) -> dict[str, int]:
    """As if each year of a band had as many: 18 and 19 are 2 of 20 years, 50 to 59 are 10 of 15."""
    people = {
        "18-34": row.to_19 * 2 / 20 + row.from_20,
        "35-59": row.from_35 + row.from_50 * 10 / 15,
        "60+": row.from_50 * 5 / 15 + row.from_65,
    }
    return {f"age={band}": round(residents * n / row.residents) for band, n in people.items()}


def _made(instrument: str, mode: str, opens: date) -> Survey:
    return planning.make_survey(
        instrument=instrument, mode=mode, opens_on=opens,
        closes_on=opens + timedelta(days=OPEN_DAYS), by=BY, is_example=True,
    )  # fmt: skip


def _frame(beats: list[Neighbourhood]) -> framing.Frame:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "example-homes.csv"
        with file.open("w", encoding="utf-8", newline="") as target:
            csv.writer(target).writerows([framing.NEEDED, *_homes(beats)])
        return framing.read(file)


def _homes(beats: list[Neighbourhood]) -> Iterator[tuple[str, ...]]:
    for beat in beats:
        for n in range(HOMES):
            where = f"Example home {n} in {beat.name}"
            yield f"{beat.source_id}-{n:03}", where, beat.name[:60], beat.source_id


def _fill(
    survey: Survey, day: date, rows: Iterable[Invitation], more: float,
    leaning: dict[int, float], random: Random,
) -> None:  # fmt: skip
    with clock.held_at(clock.start_of(day) + timedelta(hours=18)), transaction.atomic():
        for row in rows:
            here = more + leaning.get(row.neighbourhood_id or 0, 0.0)
            answering.answer(invitation=row, given=_given(survey, here, random))


def _given(survey: Survey, more: float, random: Random) -> dict[str, str]:
    given: dict[str, str] = {}
    for item in survey.asks.groups:
        given[item.id] = _about_oneself(item, random)
    mood = random.gauss(0, 0.15) + more + BY_AGE.get(given.get("age.1", ""), 0.0)
    for item in survey.asks.items:
        if item.kind != GROUP and random.random() > SKIPPED:
            given[item.id] = _one(item, mood, random)
    return given


def _about_oneself(item: Item, random: Random) -> str:
    values = [option.value for option in item.options]
    return random.choices(values, [AGES.get(value, 1.0) for value in values])[0]


def _one(item: Item, mood: float, random: Random) -> str:
    share = GOOD[item.slug] + mood + (PLAINER if item.version > 1 else 0.0)
    is_good = random.random() < share
    return random.choice([o.value for o in item.options if o.is_good == is_good])


def _work_out(survey: Survey) -> None:
    from commonground.insight.trust.storing import work_out  # loads SciPy, here alone

    with clock.held_at(clock.start_of(survey.closes_on + timedelta(days=1)) + timedelta(hours=5)):
        work_out(survey=survey, because="closed", by=BY)
