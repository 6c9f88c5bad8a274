"""`commonground check`: what is missing before real use, one line each."""

import argparse


def run(args: argparse.Namespace) -> int:
    """Status 0 when all is well, 1 when something needs a person."""
    from commonground.keeping.checking import problems

    found = problems()
    print("\n".join(found) or "nothing is missing")
    return 1 if found else 0
