"""What this room keeps of residents, and until when. Keeping calls it; nobody else does."""

from dataclasses import replace
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as _

from commonground.common import clock, photos
from commonground.common.retention import Record, Rule, Subject

from .models import Address, Concern, HandOver, InternalNote, Message, Photo, StateChange, Words
from .states import OPEN

WORDS, ADDRESSES, PHOTOS, PLACES = (
    _("Words of a concern"),
    _("E-mail addresses for an answer"),
    _("Photos"),
    _("The exact place of a concern"),
)
RETENTION = [
    Rule(
        store=ADDRESSES,
        model="concerns.Address",
        name="addresses",
        least=28,  # so long an ending waits for its author's word
        most=365,
        personal=("email",),
        days=90,
        since=_("after the concern ended; at once when you ask"),
        stays=_("nothing"),
    ),
    Rule(
        store=PHOTOS,
        model="concerns.Photo",
        name="photos",
        least=30,
        most=1825,
        personal=("file_name",),
        days=365,
        since=_("after the concern ended"),
        stays=_("that there was a photo"),
    ),
    Rule(
        store=PLACES,
        model="concerns.Concern",
        name="places",
        least=90,
        most=3650,
        personal=("latitude", "longitude", "staff_title"),
        days=730,
        since=_("after the concern ended"),
        stays=_("the neighbourhood, a cell of about a tenth of a square kilometre, the dates"),
    ),
    Rule(
        store=WORDS,
        model="concerns.Words",
        name="words",
        least=90,
        most=3650,
        personal=("text", "language"),
        days=730,
        since=_("after the concern ended"),
        stays=_("the category, the states and their dates, and that words were there"),
    ),
]
NOT_PERSONAL = {
    "concerns.Category": "written by staff, public",
    "concerns.CannedAnswer": "written by staff for everybody",
    "concerns.Receipt": "a keyed hash",
    "concerns.StateChange": "states and days; its reason is a row of Words",
    "concerns.Message": "sides and days; its words are a row of Words",
    "concerns.Dispute": "opaque staff numbers and days; its words are rows of Words",
    "concerns.HandOver": "kinds, the basis and days; its words are a row of Words",
    "concerns.InternalNote": "days; its words are a row of Words",
    "concerns.SaidDid": "written by staff to be public",
}


def expired(rule: Rule, before: datetime) -> list[str]:
    """Concerns that ended before that moment and still hold what the rule is about."""
    ended = Concern.objects.exclude(state__in=OPEN).filter(state_since__lt=before)
    return list(_still_full(rule, ended).values_list("public_id", flat=True).distinct())


def _still_full(rule: Rule, rows: QuerySet[Concern]) -> QuerySet[Concern]:
    if rule.store == ADDRESSES:
        return rows.filter(address__isnull=False)
    if rule.store == PHOTOS:
        return rows.filter(photos__isnull=False, photos__erased_at=None)
    if rule.store == PLACES:
        return rows.filter(Q(latitude__isnull=False) | ~Q(staff_title=""))
    return rows.filter(erased_at=None)


def erase(rule: Rule, key: str) -> int:
    concern = Concern.objects.filter(public_id=key).first()
    if concern is None:
        return 0
    return _ERASERS[rule.store](concern)


def _erase_address(concern: Concern) -> int:
    return Address.objects.filter(concern=concern).delete()[0]


def _erase_photos(concern: Concern) -> int:
    rows = list(Photo.objects.filter(concern=concern, erased_at=None))
    for row in rows:
        photos.remove(row.file_name)
        row.file_name, row.erased_at = "", clock.now()
        row.save(update_fields=["file_name", "erased_at"])
    return len(rows)


def _erase_place(concern: Concern) -> int:
    full = Concern.objects.filter(pk=concern.pk).filter(
        Q(latitude__isnull=False) | ~Q(staff_title="")
    )
    return full.update(latitude=None, longitude=None, staff_title="")


def _erase_words(concern: Concern) -> int:
    """Every row of words that hangs on the concern, ours about it included."""
    now = clock.now()
    rows = Words.objects.filter(id__in=words_of(concern), erased_at=None)
    count = rows.update(text="", language="", erased_at=now)
    Concern.objects.filter(pk=concern.pk, erased_at=None).update(erased_at=now)
    return count


_ERASERS = {
    ADDRESSES: _erase_address,
    PHOTOS: _erase_photos,
    PLACES: _erase_place,
    WORDS: _erase_words,
}


def words_of(concern: Concern) -> set[int]:
    """Primary keys of all Words rows of a concern."""
    found = {concern.place_words_id}
    for rows, names in (
        (concern.messages, ["words_id"]),
        (concern.notes, ["words_id"]),
        (concern.hand_overs, ["words_id"]),
        (concern.changes, ["reason_id"]),
        (concern.disputes, ["words_id", "decision_words_id"]),
    ):
        for values in rows.values_list(*names):
            found |= set(values)
    return found - {None}


def export(subject: Subject) -> list[Record]:
    """Everything held about a concern, or about the concerns that an e-mail stands with."""
    wanted = Q(public_id=subject.concern) if subject.concern else Q(pk=None)
    if subject.email:
        wanted |= Q(address__email__iexact=subject.email)
    rows = Concern.objects.filter(wanted).select_related(
        "category", "neighbourhood", "place_words", "address"
    )
    return [record for row in rows.order_by("received_at", "public_id") for record in _records(row)]


def _records(concern: Concern) -> list[Record]:
    found = [_skeleton(concern)]
    for m in Message.objects.filter(concern=concern).select_related("words", "by_staff"):
        staff = m.by_staff.public_id if m.by_staff else concern.public_id
        title = "Message from the resident" if m.side == "resident" else "Message from the team"
        found.append(_record(concern, title, m.at, m.words, str(m.side), staff))
    for n in InternalNote.objects.filter(concern=concern).select_related("words", "by"):
        found.append(
            _record(concern, "Internal note", n.at, n.words, "staff", n.by.public_id)
        )
    for h in HandOver.objects.filter(concern=concern).select_related("words", "by"):
        facts = {"to": h.to, "whom": h.to_whom, "basis": h.basis, "told": str(h.told),
                 "why not told": h.why_not_told}  # fmt: skip
        passed = _record(concern, "Hand-over", h.at, h.words, "staff", h.by.public_id, facts)
        found.append(replace(passed, quotes=True, is_secret=not h.told))
    return found + _changes(concern) + _disputes(concern) + _photos(concern)


def _skeleton(concern: Concern) -> Record:
    contact = {"exact place": f"{concern.latitude}, {concern.longitude}"}
    if concern.latitude is None:
        contact = {}
    if hasattr(concern, "address"):
        contact["e-mail"] = concern.address.email
    facts = {
        "category": concern.category.slug,
        "neighbourhood": concern.neighbourhood.name,
        "state": concern.state,
        "source": concern.source,
        "came by": concern.came_by,
        "title by staff": concern.staff_title,
        "sensitive": str(concern.sensitive),
    }
    place = concern.place_words.text if concern.place_words else ""
    return Record(
        store=PLACES, key=concern.public_id, title="Concern", at=concern.received_at,
        words=place, written_by="resident", author=concern.public_id, facts=facts,
        contact=contact,
    )  # fmt: skip


def _record(
    concern: Concern,
    title: str,
    at: datetime,
    words: Words | None,
    side: str,
    author: str,
    facts: dict[str, str] | None = None,
) -> Record:
    return Record(
        store=WORDS, key=concern.public_id, title=title, at=at,
        words=words.text if words else "", written_by=side, author=author, facts=facts or {},
    )  # fmt: skip


def _changes(concern: Concern) -> list[Record]:
    rows = StateChange.objects.filter(concern=concern).select_related("reason")
    return [
        _record(
            concern, "State", c.at, c.reason, c.by_kind, c.by_id,
            {"before": c.before, "state": c.state},
        )
        for c in rows
    ]  # fmt: skip


def _disputes(concern: Concern) -> list[Record]:
    found = []
    for d in concern.disputes.select_related("words", "decision_words", "decided_by"):
        facts = {"ending": d.ending, "decision": d.decision}
        found.append(
            _record(concern, "Dispute", d.at, d.words, "resident", concern.public_id, facts)
        )
        if d.decided_by and d.decided_at:
            found.append(
                _record(
                    concern, "Decision on the dispute", d.decided_at, d.decision_words, "staff",
                    d.decided_by.public_id,
                )
            )  # fmt: skip
    return found


def _photos(concern: Concern) -> list[Record]:
    rows = Photo.objects.filter(concern=concern, erased_at=None)
    return [
        Record(store=PHOTOS, key=concern.public_id, title="Photo", written_by="resident",
               author=concern.public_id, contact={"file": row.file_name})
        for row in rows
    ]  # fmt: skip
