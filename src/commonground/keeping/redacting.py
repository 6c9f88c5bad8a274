"""What a disclosure shows of each record, by what it is for.

access   a person's own words and what we hold about them: other people's words are hidden, and
         hand-overs of which they were not told are left out for a lawyer to decide.
records  public records: no resident's words, addresses or places, nothing sensitive.
court    everything, because a court ordered it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from commonground.common.retention import Record

ACCESS, RECORDS, COURT = "access", "records", "court"
PURPOSES = (ACCESS, RECORDS, COURT)
OTHERS = "[words of another person]"
RESIDENTS = "[words of a resident]"
HIDDEN = "[hidden]"


@dataclass(frozen=True)
class Redacted:
    records: list[Record]
    left_out: int  # a lawyer decides about these


def redact(
    records: Sequence[Record], purpose: str, *, own: frozenset[str] = frozenset(),
    hide: Sequence[str] = (),
) -> Redacted:
    """`own`: the authors whose words the reader wrote; `hide`: names to black out in words."""
    shown = [r for r in records if purpose == COURT or not r.is_secret]
    rule = {ACCESS: _for_access, RECORDS: _for_public, COURT: _for_court}[purpose]
    return Redacted(
        [_without(rule(record, own), hide) for record in shown], len(records) - len(shown)
    )


def _for_court(record: Record, own: frozenset[str]) -> Record:
    return record


def _for_access(record: Record, own: frozenset[str]) -> Record:
    if record.written_by != "resident" or record.author in own:
        return replace(record, author="")
    words = OTHERS if record.words else ""
    return replace(record, words=words, contact={}, author="")


def _for_public(record: Record, own: frozenset[str]) -> Record:
    is_residents = record.written_by == "resident" or record.quotes
    hidden = is_residents and record.words and not record.is_public
    words = RESIDENTS if hidden else record.words
    return replace(record, words=words, contact={}, author="")


def _without(record: Record, hide: Sequence[str]) -> Record:
    """Black out each text, in the words and in the facts, whatever its case."""
    texts = sorted(filter(None, hide), key=len, reverse=True)
    if not texts:
        return record
    pattern = re.compile("|".join(map(re.escape, texts)), re.IGNORECASE)
    return replace(
        record,
        words=pattern.sub(HIDDEN, record.words),
        facts={name: pattern.sub(HIDDEN, value) for name, value in record.facts.items()},
    )
