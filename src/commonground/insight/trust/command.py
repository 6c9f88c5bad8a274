"""`commonground trust`: what residents, people after a contact and the team say, as it was kept.

Nothing is worked out here, and nothing is told that the gates hold back.
"""

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from commonground.common.errors import Refused
from commonground.common.texts import in_language
from commonground.places.models import Neighbourhood
from commonground.surveys.instruments import CHOICE, items

from ..command import find
from . import exporting
from .models import TrustRun
from .waves import STREAMS, WORDS, newest_runs

MOST_WAVES = 200
HEAD = ("question", "area", "group", "figure", "between", "answers", "since the wave before", "")
CHANGES = {"up": "higher", "down": "lower", "cannot-tell": "cannot tell"}
Document = dict[str, Any]


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--area", metavar="NAME", help="a neighbourhood's name or id; default all")
    parser.add_argument(
        "--question", metavar="NAME", help="in all its wordings (good-job) or in one (good-job.1)"
    )
    parser.add_argument(
        "--stream", metavar="NAME", help=f"one of {', '.join(STREAMS)}; default all of them"
    )
    parser.add_argument(
        "--waves", default="1", metavar="N",
        help=f"the last N surveys of each set of questions, 1 to {MOST_WAVES}; default 1",
    )  # fmt: skip
    parser.add_argument("--groups", action="store_true", help="the table tells of groups as well")
    parser.add_argument("--json", action="store_true", help="print JSON, for other programs")


def run(args: argparse.Namespace) -> int:
    with override("en"):
        asked = _asked(args)
        made = [asked.narrowed(exporting.document(run)) for run in asked.runs()]
        made = [one for one in made if one["estimates"]]
        if not made:
            raise Refused(
                "There is no such figure: figures come in the night after a survey's last day "
                "(/team/surveys/ says when that is)."
            )
        told = json.dumps(made, ensure_ascii=False, indent=1) if args.json else as_text(made, args)
        print(told)
    return 0


@dataclass(frozen=True)
class Asked:
    """Which figures are asked for."""

    streams: tuple[str, ...]
    waves: int
    place: Neighbourhood | None
    question: str | None  # in all its wordings, or in one

    def runs(self) -> list[TrustRun]:
        """The newest waves first within a stream; of a survey the newest run only."""
        return [run for s in self.streams for run in _last(newest_runs(s), self.waves)]

    def narrowed(self, made: Document) -> Document:
        for name in ("estimates", "changes"):
            made[name] = [row for row in made[name] if self._is_meant(row)]
        kept = {row["item"] for row in made["estimates"]}
        made["questions"] = {id: one for id, one in made["questions"].items() if id in kept}
        return made

    def _is_meant(self, row: Document) -> bool:
        here = self.place is None or row["area"] == self.place.source_id
        return here and self.question in (None, row["item"], row["item"].rpartition(".")[0])


def _asked(args: argparse.Namespace) -> Asked:
    if args.stream not in (None, *STREAMS):
        raise Refused(f"There is no stream {args.stream[:40]!r}: say one of {', '.join(STREAMS)}.")
    slugs = sorted({id.rpartition(".")[0] for id in items()})
    if args.question not in (None, *items(), *slugs):
        raise Refused(
            f"There is no question {args.question[:40]!r}: say one of {', '.join(slugs)}."
        )
    return Asked(
        streams=STREAMS if args.stream is None else (args.stream,),
        waves=_waves(args.waves),
        place=None if args.area is None else find(args.area),
        question=args.question,
    )


def _last(runs: list[TrustRun], waves: int) -> Iterator[TrustRun]:
    """The last so many of each set of questions, in all its versions."""
    told: dict[str, int] = {}
    for run in reversed(runs):
        slug = run.survey.asks.slug
        told[slug] = told.get(slug, 0) + 1
        if told[slug] <= waves:
            yield run


def _waves(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_WAVES):
        raise Refused(
            f"{text[:20]!r} is no number of waves: give a whole number from 1 to {MOST_WAVES}."
        )
    return int(text)


def as_text(made: list[Document], args: argparse.Namespace) -> str:
    return "\n\n".join(_told(one, is_of_groups=args.groups) for one in made)


def _told(made: Document, *, is_of_groups: bool) -> str:
    kept = [row for row in made["estimates"] if is_of_groups or not row["group"]]
    changes = {(row["item"], row["area"]): row for row in made["changes"]}
    rows = [HEAD, *(_line(row, changes.get((row["item"], row["area"]))) for row in kept)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEAD))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([*_head(made), *(line.rstrip() for line in lines)])


def _head(made: Document) -> list[str]:
    survey, run = made["survey"], made["run"]
    example = "Example: nobody was asked. " if survey["example"] else ""
    chosen = " Self-selected: no margin of error." if survey["self_selected"] else ""
    return [
        f"{WORDS[survey['stream']]}: {survey['instrument']}, {survey['opens_on']} to "
        f"{survey['closes_on']}. {example}{run['answered']:,} of {run['asked']:,} answered.{chosen}"
    ]


def _line(row: Document, change: Document | None) -> tuple[str, ...]:
    item = items()[row["item"]]
    place = row["area_name"] or "everybody"
    answers = "" if row["n"] is None else f"{row['n']:,}"
    if row["estimate"] is None:
        figure, between = "too few answers to say", ""
    else:
        digits, unit = (0, " %") if item.kind == CHOICE else (1, "")
        figure = f"{row['estimate']:.{digits}f}{unit}"
        between = f"{row['low']:.{digits}f} to {row['high']:.{digits}f}"
    own = "" if row["group"] or row["method"] == "fay-herriot" else _since(change)
    borrowed = ["borrowed"] if row["method"] == "fay-herriot" else []
    flags = [flag for flag in row["flags"] if flag != "too-few-answers"]
    return (
        row["item"], place, _group(row["group"]), figure, between, answers, own,
        ", ".join(borrowed + flags),
    )  # fmt: skip


def _since(change: Document | None) -> str:
    if change is None:
        return ""
    if change["broken_by"]:
        return f"not compared: {change['broken_by']}"
    return CHANGES[change["word"]] if change["difference"] is not None else ""


def _group(group: str | None) -> str:
    if not group:
        return ""
    name, _sign, value = group.partition("=")
    words = next((o.words for o in items()[name].options if o.value == value), None)
    return in_language(words) if words else value
