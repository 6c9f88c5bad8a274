"""`commonground disclose`: what is held, for an access request, public records or a court.

The file holds disclosure.json, the same to read in index.html, and the photos that may be shown.
"""

import argparse
import getpass
import json
import os
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.template.loader import render_to_string

from commonground.common import audit, clock, photos
from commonground.common.deployment import deployment
from commonground.common.errors import Refused
from commonground.common.retention import Record, Subject, days_of, rooms
from commonground.concerns import receipts
from commonground.concerns.models import Concern
from commonground.people.models import Staff
from commonground.people.rules import check, role_for
from commonground.places.models import Neighbourhood

from . import redacting, written
from .models import WrittenFile
from .retention import DISCLOSURES


@dataclass(frozen=True)
class Request:
    """Who asks for what, and under which number."""

    purpose: str  # access, records, court
    reference: str
    subjects: tuple[Subject, ...]
    hide: tuple[str, ...] = ()
    left_out: int = 0  # concerns that public records do not open


@dataclass(frozen=True)
class Disclosed:
    records: int
    left_out: int
    photos: int


def disclose(*, request: Request, target: Path, by: Staff) -> Disclosed:
    """Write the file and one audit row; refuses to write over another."""
    check(by, "keeping.disclose")
    if target.exists():
        raise Refused(f"{target} is there already: give another name.")
    records = gather(request.subjects)
    own = own_authors(request, records)
    shown = redacting.redact(records, request.purpose, own=own, hide=request.hide)
    left_out = shown.left_out + request.left_out
    pictures = photos_of(shown.records)
    with transaction.atomic():
        audit.record(
            by=by.actor(role_for(by, "keeping.disclose")), verb=f"disclose.{request.purpose}",
            noun="disclosure", noun_id=request.reference[:40], records=len(shown.records),
            left_out=left_out, about=len(request.subjects),
        )
        write(target, request, shown.records, left_out, pictures)
        written.note(kind=WrittenFile.Kind.DISCLOSURE, file=target)
    return Disclosed(len(shown.records), left_out, len(pictures))


def gather(subjects: Sequence[Subject]) -> list[Record]:
    """What every room holds about each subject, as it is."""
    return [record for s in subjects for room in rooms() for record in room.export(s)]


def own_authors(request: Request, records: Sequence[Record]) -> frozenset[str]:
    """The asking person's own ids: the concern, or all that stand with their e-mail."""
    named = {s.concern or s.staff for s in request.subjects}
    if any(s.email for s in request.subjects):
        named |= {record.author for record in records if record.written_by == "resident"}
    return frozenset(named - {""})


def photos_of(records: Sequence[Record]) -> list[str]:
    names = [record.contact["file"] for record in records if record.contact.get("file")]
    return [name for name in names if photos.path_of(name).exists()]


def write(
    target: Path, request: Request, records: Sequence[Record], left_out: int, pictures: list[str]
) -> None:
    words = {
        "agency": deployment().agency,
        "purpose": request.purpose,
        "reference": request.reference,
        "made_on": clock.today(),
        "left_out": left_out,
    }
    part = target.with_name(f".{target.name}.part")
    try:
        with (
            open(part, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as raw,
            zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as out,
        ):
            plain = words | {"records": [asdict(record) for record in records]}
            out.writestr("disclosure.json", json.dumps(plain, indent=1, default=str))
            page = words | {"records": records}
            out.writestr("index.html", render_to_string("keeping/disclosure.html", page))
            for name in pictures:
                out.write(photos.path_of(name), f"photos/{name}")
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("purpose", choices=redacting.PURPOSES, help="what it is for")
    parser.add_argument("--out", type=Path, required=True, help="the zip file to write")
    parser.add_argument("--reference", required=True, help="the number of the request or order")
    parser.add_argument("--by", required=True, metavar="USERNAME", help="who discloses it")
    parser.add_argument("--concern", action="append", default=[], metavar="ID", help="a concern")
    parser.add_argument("--staff", action="append", default=[], metavar="ID", help="a staff member")
    parser.add_argument("--receipt", action="store_true", help="asks for a resident's receipt")
    parser.add_argument("--email", action="store_true", help="asks for an e-mail address")
    parser.add_argument("--neighbourhood", metavar="SLUG", help="all concerns of one (records)")
    parser.add_argument("--since", type=date.fromisoformat, help="first day, with --neighbourhood")
    parser.add_argument("--until", type=date.fromisoformat, help="last day, with --neighbourhood")
    parser.add_argument("--hide", action="append", default=[], metavar="TEXT",
                        help="black this out, for instance a third person's name")  # fmt: skip


def run(args: argparse.Namespace) -> int:
    by = Staff.objects.filter(username=args.by, is_active=True).first()
    if by is None:
        raise Refused(f"There is no staff member {args.by}.")
    subjects, closed = find_subjects(args)
    if not subjects and not closed:
        raise Refused("Say what about: --concern, --receipt, --email, --staff or --neighbourhood.")
    request = Request(args.purpose, args.reference, tuple(subjects), tuple(args.hide), closed)
    try:
        done = disclose(request=request, target=args.out, by=by)
    except PermissionDenied as problem:
        raise Refused(f"{args.by} may not disclose: an administrator may.") from problem
    print(f"{done.records} records and {done.photos} photos in {args.out}")
    if done.left_out:
        print(f"{done.left_out} left out: a lawyer decides about them")
    print(f"it is removed from there after {days_of(DISCLOSURES)} days")
    print("read it before you hand it over: staff may have written about somebody in free words")
    return 0


def find_subjects(args: argparse.Namespace) -> tuple[list[Subject], int]:
    """The subjects, and how many concerns public records leave closed."""
    concerns = [concern_of(public_id) for public_id in args.concern]
    if args.receipt:
        concerns.append(by_receipt(asked("receipt")))
    if args.neighbourhood:
        concerns += of_neighbourhood(args.neighbourhood, args.since, args.until)
    is_open = [c for c in concerns if args.purpose != redacting.RECORDS or may_be_records(c)]
    found = [Subject(concern=c.public_id) for c in is_open]
    found += [Subject(staff=public_id) for public_id in args.staff]
    if args.email:
        found.append(Subject(email=asked("e-mail address")))
    return found, len(concerns) - len(is_open)


def asked(what: str) -> str:
    """Typed in, so that it stands in no list of processes and no history of commands."""
    if sys.stdin.isatty():
        return getpass.getpass(f"{what}: ")
    return sys.stdin.readline().strip()


def concern_of(public_id: str) -> Concern:
    concern = Concern.objects.filter(public_id=public_id.upper()).first()
    if concern is None:
        raise Refused(f"There is no concern {public_id}.")
    return concern


def by_receipt(receipt: str) -> Concern:
    concern = receipts.find(receipt)
    if concern is None:
        raise Refused("Nothing is under this receipt. Look at it again.")
    return concern


def of_neighbourhood(slug: str, since: date | None, until: date | None) -> list[Concern]:
    area = Neighbourhood.objects.filter(slug=slug).first()
    if area is None:
        raise Refused(f"There is no neighbourhood {slug}.")
    if since is None or until is None:
        raise Refused("Give --since and --until with --neighbourhood.")
    return list(
        Concern.objects.filter(
            neighbourhood=area, received_at__gte=clock.start_of(since),
            received_at__lt=clock.start_of(until + timedelta(days=1)),
        ).order_by("received_at", "public_id")
    )  # fmt: skip


def may_be_records(concern: Concern) -> bool:
    return Concern.objects.may_be_public().filter(pk=concern.pk).exists()

