"""`commonground retain`: erase what has been kept long enough; each erasure is itself a row.

The words and addresses go, a skeleton stays. The line in the ledger outside the database is on
disk before the erasure commits, so that a restored backup erases it again.
"""

import argparse
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from types import ModuleType

from django.db import connection, transaction

from commonground.common import audit, clock, ledger
from commonground.common.actors import Actor
from commonground.common.errors import Refused
from commonground.common.models import Erasure
from commonground.common.retention import Rule, all_rules

from . import holding

CHUNK = 100  # erased in one transaction: others write in between
REWRITE_UP_TO = 2**30  # bytes: a rewrite of more would keep residents' forms waiting too long
BY = Actor.system("retain")

log = logging.getLogger("commonground.keeping")


@dataclass(frozen=True)
class Outcome:
    store: str
    erased: int
    held: int  # due, but a legal hold stops it
    failed: bool = False


def retain() -> list[Outcome]:
    """Go through every rule with a fixed end; one that fails does not stop the others."""
    held = holding.held()
    outcomes = [_safely(rule, room, held) for rule, room in all_rules() if rule.days is not None]
    forget_deleted_pages()
    if failed := [o.store for o in outcomes if o.failed]:
        raise RuntimeError(f"not erased: {', '.join(failed)}")
    return outcomes


def _safely(rule: Rule, room: ModuleType, held: holding.Held) -> Outcome:
    try:
        return _apply(rule, room, held)
    except Exception as problem:
        log.error("retention of '%s' failed: %s", rule.store, type(problem).__name__)
        return Outcome(rule.store, 0, 0, failed=True)


def _apply(rule: Rule, room: ModuleType, held: holding.Held) -> Outcome:
    due = room.expired(rule, clock.now() - timedelta(days=rule.days or 0))
    free = [key for key in due if not held.stops(rule.store, key)]
    erased = sum(_erase(rule, room, chunk, "expired", BY) for chunk in chunks(free))
    return Outcome(rule.store, erased, len(due) - len(free))


def chunks(keys: Iterable[str]) -> Iterable[list[str]]:
    rest = iter(keys)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


@transaction.atomic
def _erase(rule: Rule, room: ModuleType, keys: list[str], why: str, by: Actor) -> int:
    erased = [key for key in keys if room.erase(rule, key)]
    ledger.note(store=rule.store, keys=erased, why=why)
    if erased:
        audit.record(by=by, verb="erase", noun="store", store=rule.store, count=len(erased),
                     why=why)  # fmt: skip
    return len(erased)


def erase_now(*, key: str, by: Actor) -> int:
    """Erase all that hangs on one id because its person asked; a hold stops it.

    Returns in how many stores something was erased.
    """
    held = holding.held()
    if key in held.keys or held.stores:
        raise Refused(f"A legal hold stops the erasure of {key}: see the page Keeping.")
    count = sum(_erase(rule, room, [key], "asked", by) for rule, room in all_rules())
    forget_deleted_pages()
    return count


@dataclass(frozen=True)
class Replay:
    lines: int
    erased: int
    unknown: int  # lines of a store that this version does not know


def replay(lines: Iterable[ledger.Line]) -> Replay:
    """Erase again what the ledger names: a restored copy may hold it."""
    rules = {rule.store: (rule, room) for rule, room in all_rules()}
    known = set(Erasure.objects.values_list("store", "key"))
    total = erased = unknown = 0
    for line in lines:
        total += 1
        if line.store not in rules:
            unknown += 1
            continue
        erased += _again(*rules[line.store], line, is_new=(line.store, line.key) not in known)
    forget_deleted_pages()
    return Replay(total, erased, unknown)


@transaction.atomic
def _again(rule: Rule, room: ModuleType, line: ledger.Line, *, is_new: bool) -> int:
    if is_new:  # its line outside the database is there already
        Erasure.objects.create(at=line.at, store=line.store, key=line.key, why="replayed")
    return int(room.erase(rule, line.key) > 0)


def forget_deleted_pages() -> None:
    """Fold SQLite's log into the database, where secure_delete has overwritten what went.

    The log holds every page as it was written, in the order of writing.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def forget_order() -> None:
    """Write SQLite's file anew, row after row by key: within a page rows lie as they came."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
        if cursor.fetchone()[0] <= REWRITE_UP_TO:
            cursor.execute("VACUUM")
    forget_deleted_pages()


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--erase", metavar="ID", help="erase one thing now, because its person asked for it"
    )
    parser.add_argument(
        "--replay", action="store_true",
        help="erase again what the ledger names (after a database was restored by hand)",
    )


def run(args: argparse.Namespace) -> int:
    if args.erase:
        count = erase_now(key=args.erase.strip().upper(), by=Actor.system("command"))
        print(f"erased in {count} stores")
        return 0 if count else 1
    if args.replay:
        done = replay(ledger.lines())
        print(f"{done.lines} lines in the ledger, {done.erased} erased again")
        return 1 if done.unknown else 0
    for outcome in retain():
        print(f"{outcome.store}: {outcome.erased} erased, {outcome.held} held")
    return 0
