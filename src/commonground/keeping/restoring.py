"""`commonground restore FILE`: a copy into an empty data folder; what was erased stays erased.

Unpacking needs no Django: its settings would write keys into the folder that must be empty.
"""

import argparse
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from commonground import __version__
from commonground.common.errors import Refused

from . import copies, unpacking

LEDGER = "ledger"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the copy that `commonground backup` wrote")
    parser.add_argument(
        "--ledger", type=Path, metavar="FOLDER",
        help="the ledger folder of the lost deployment: what it names is erased again",
    )
    parser.add_argument(
        "--no-later-ledger", action="store_true",
        help="the later ledger is lost: what was erased after the copy comes back",
    )


def run(args: argparse.Namespace) -> int:
    # as commonground.project.home says it; this room may not import that one
    home = Path(os.environ.get("COMMONGROUND_HOME", "data")).resolve()
    check(home, args)
    label = lay_down(args.file, home, args.ledger)
    print(f"unpacked {len(label.files)} files of {label.made_at[:16]} UTC into {home}")
    if label.database == "none":
        print("now restore the database with pg_restore, then run `commonground retain --replay`")
        return 0
    done = finish()
    print(f"{done.erased} erased again by the ledger of {done.lines} lines")
    if done.held_back:
        print(f"{done.held_back} messages were waiting and may have been sent since: the page "
              "Keeping has a button to send them")  # fmt: skip
    if done.unknown:
        print(f"{done.unknown} lines of the ledger are of stores that this version does not know")
    return 1 if done.unknown else 0


def check(home: Path, args: argparse.Namespace) -> None:
    here = {entry.name for entry in home.iterdir()} if home.exists() else set()
    if here - {LEDGER}:
        raise Refused(
            f"{home} is not empty: move it away first (only its ledger folder may stay there)."
        )
    if args.ledger and not args.ledger.is_dir():
        raise Refused(f"There is no folder {args.ledger}.")
    if not (args.ledger or args.no_later_ledger or LEDGER in here):
        raise Refused(
            "What was erased after the copy would come back: give the lost deployment's ledger "
            "with --ledger FOLDER, or say --no-later-ledger if it is lost too."
        )


def lay_down(copy: Path, home: Path, later: Path | None) -> copies.Label:
    """Unpack beside the folder, prove it, add the later ledger, and only then rename."""
    home.parent.mkdir(parents=True, exist_ok=True)
    part = home.with_name(f".{home.name}.restoring")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(mode=0o700)
        label = unpacking.unpack(copy, part)
        if newer(label.version):
            raise Refused(
                f"The copy was made by Commonground {label.version}; this is {__version__}. "
                "Install that version first."
            )
        for name in label.folders:
            (part / name).mkdir(mode=0o700, exist_ok=True)
        for ledger in (home / LEDGER, later):
            merge_ledger(ledger, part / LEDGER)
        shutil.rmtree(home, ignore_errors=True)  # holds a ledger at most: it is in the new one
        part.rename(home)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return label


def newer(version: str) -> bool:
    def numbers(text: str) -> list[int]:
        return [int(n) for n in text.split(".") if n.isdigit()]

    return numbers(version) > numbers(__version__)


def merge_ledger(source: Path | None, target: Path) -> None:
    """Every line of both, each once."""
    if source is None or not source.is_dir():
        return
    target.mkdir(mode=0o700, exist_ok=True)
    for file in sorted(source.glob("*.jsonl")):
        here = target / file.name
        lines = dict.fromkeys(lines_of(here) + lines_of(file))
        with open(here, "w", encoding="utf-8", opener=copies.private) as out:
            out.writelines(f"{line}\n" for line in lines)
            out.flush()
            os.fsync(out.fileno())


def lines_of(file: Path) -> list[str]:
    if not file.exists():
        return []
    return file.read_text(encoding="utf-8", errors="replace").splitlines()


@dataclass(frozen=True)
class Finished:
    lines: int
    erased: int
    unknown: int
    held_back: int


def finish() -> Finished:
    """Bring the database up to date, erase again, and keep back what may have been sent."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonground.project.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from commonground.common import audit, ledger
    from commonground.common.actors import Actor
    from commonground.messaging.sending import hold_back

    from . import retaining

    call_command("migrate", verbosity=0, interactive=False)
    replayed = retaining.replay(ledger.lines())
    by = Actor.system("restore")
    held_back = hold_back(by=by)
    audit.record(by=by, verb="restore", noun="deployment", erased=replayed.erased)
    return Finished(replayed.lines, replayed.erased, replayed.unknown, held_back)
