"""The command `commonground`. Each command's own code is in the room that owns it.

Exit status: 0 done; 1 done, and something needs a person (`check`); 2 the request was refused,
with one sentence on standard error that says what to do; 141 the reader of a pipe went away.
"""

import os
import sys
from importlib import import_module

from commonground import __version__
from commonground.analyse.parsing import Parser
from commonground.analysis.errors import Unusable

READER_GONE = 141  # as a shell names a program that a closed pipe has ended

# name -> (module with arguments(parser) and run(args), what it does)
COMMANDS = {
    "init": ("commonground.project.beginning", "make a data folder for your agency"),
    "demo": ("commonground.demo", "build and serve the demo city, Chicago in December 2017"),
    "serve": ("commonground.project.serving", "serve the pages and do the jobs"),
    "import": ("commonground.incidents.command", "take in calls, crimes or requests from a file"),
    "scan": ("commonground.earlywarning.command", "the morning job: look for what is emerging"),
    "analyse": ("commonground.analyse.command", "statistics on your own CSV files"),
    "plan": ("commonground.analyse.plan", "who is where, when: a week's plan by a solver"),
    "plan-check": ("commonground.analyse.plan_check", "list the hard rules that a plan breaks"),
    "plan-example": ("commonground.analyse.plan_example", "print an example of a week to plan"),
    "roster": ("commonground.plans.command", "take in a duty roster: who works when"),
    "margins": ("commonground.places.margins", "take in who lives where, from a census"),
    "scores": ("commonground.publishing.score_files", "take in a measure that others published"),
    "survey": ("commonground.surveys.command", "ask people: draw addresses, print codes"),
    "brief": ("commonground.insight.command", "the weekly briefing of one neighbourhood"),
    "coverage": ("commonground.insight.coverage.command", "where we were without being called"),
    "trust": ("commonground.insight.trust.command", "what residents say, with its intervals"),
    "check": ("commonground.project.checking", "say what is missing before real use"),
    "backup": ("commonground.keeping.backing_up", "copy everything into one file, while serving"),
    "restore": ("commonground.keeping.restoring", "put a backup into an empty data folder"),
    "retain": ("commonground.keeping.retaining", "erase what has been kept long enough"),
    "disclose": ("commonground.keeping.disclosing", "write out what is held, for a lawful request"),
}


def main(argv: list[str] | None = None) -> int:
    try:
        try:
            return obey(argv)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:  # who reads our words has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE


def obey(argv: list[str] | None) -> int:
    """Run one command; a refusal is one sentence and exit status 2."""
    from commonground.common.errors import Refused

    os.umask(0o077)  # what we write holds words of residents: for this user alone
    words = sys.argv[1:] if argv is None else argv
    is_command = bool(words) and words[0] in COMMANDS
    try:
        return run(words[0], words[1:]) if is_command else explain(words)
    except (Refused, Unusable) as refusal:
        name = f"commonground {words[0]}" if is_command else "commonground"
        print(f"{name}: {refusal}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


def explain(words: list[str]) -> int:
    """Words that begin with no command of ours: those of help, or wrong ones."""
    if words and not words[0].startswith("-"):
        raise Unusable(f"There is no command {words[0]}: `commonground --help` lists them.")
    outline().parse_args(words or ["--help"])
    raise Unusable("Name the command first: `commonground --help` lists them.")


def outline() -> Parser:
    parser = Parser(
        prog="commonground",
        description="Software for neighbourhood policing: listen, get ahead, engage, "
        "close the loop, measure, publish.",
        epilog="commonground COMMAND --help says more. The data folder is ./data, or what the "
        "environment variable COMMONGROUND_HOME names.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, (_, text) in COMMANDS.items():
        commands.add_parser(name, help=text, description=text)
    return parser


def run(name: str, words: list[str]) -> int:
    module_name, text = COMMANDS[name]
    prepare(name, words)
    module = import_module(module_name)
    parser = getattr(module, "Parser", Parser)(
        prog=f"commonground {name}", description=text[0].upper() + text[1:] + "."
    )
    part = f"_{name}" if hasattr(module, f"run_{name}") else ""
    getattr(module, f"arguments{part}", lambda parser: None)(parser)
    args = parser.parse_args(words)
    if name == "init":
        setup()  # only now: setting up makes a folder, and wrong words must leave nothing behind
    return int(getattr(module, f"run{part}")(args) or 0)


def prepare(name: str, words: list[str]) -> None:
    """Choose the data folder and start Django, but only where the command needs it."""
    if name == "init" or COMMANDS[name][0].startswith("commonground.analyse."):
        return  # `init` makes the folder; the others have files in, words out and none
    if name == "demo":
        default = os.path.join(os.environ.get("COMMONGROUND_HOME", "data"), "demo")
        os.environ["COMMONGROUND_HOME"] = default
    if "-h" in words or "--help" in words:
        return setup_quietly()
    if name == "demo":
        import_module("commonground.demo").write_settings()
    elif name == "restore":
        return  # it sets up Django itself, when the folder that must be empty is filled
    else:
        refuse_missing_home()
    setup()


def refuse_missing_home() -> None:
    from commonground.common.errors import Refused
    from commonground.project.home import home

    if not (home() / "keys").exists():
        raise Refused(f"There is no data folder at {home()}: run `commonground init` first.")


def setup_quietly() -> None:
    """Help must leave nothing behind: the settings look at a folder that goes again."""
    import atexit
    import shutil
    import tempfile

    folder = tempfile.mkdtemp(prefix="commonground-help-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["COMMONGROUND_HOME"] = folder
    setup()


def setup() -> None:
    from commonground.project import sqlite

    sqlite.prefer_safe_sqlite()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonground.project.settings")
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main())
