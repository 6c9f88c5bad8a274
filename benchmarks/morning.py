"""One morning of the early warning over a data folder that is built: what it costs.

COMMONGROUND_HOME=FOLDER python benchmarks/morning.py

FOLDER is a built demo city (commonground demo). Nothing is kept: each morning is rolled back.
"""

import resource
import time
from collections.abc import Callable


def main() -> None:
    from django.db import transaction

    from commonground.earlywarning.models import ScanRun

    for turn in ("first, with what is loaded and compiled once", "second"):
        with transaction.atomic():
            forget()
            cpu, wall = measured(look)
            runs = list(ScanRun.objects.all())
            transaction.set_rollback(True)
        print(f"{turn}: {cpu:.1f} CPU-s, {wall:.1f} s on the clock")
    print(described(runs))
    print(f"peak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB")


def forget() -> None:
    """What an earlier morning left; it comes back when the transaction is rolled back."""
    from commonground.earlywarning import models

    for kept in (models.Sighting, models.Look, models.LookDraw, models.ReportsHeld):
        kept.objects.all().delete()
    for alert in models.Alert.objects.order_by("-pk"):
        models.AlertDecision.objects.filter(alert=alert)._raw_delete("default")
        alert.neighbourhoods.clear()
        alert.delete()
    models.ScanRun.objects.all().delete()


def look() -> None:
    from commonground.common import clock
    from commonground.common.actors import Actor
    from commonground.earlywarning.scanning import scan_morning

    scan_morning(as_of=clock.today(), by=Actor.system("benchmark"))


def measured(work: Callable[[], None]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.monotonic()
    work()
    return time.process_time() - cpu, time.monotonic() - wall


def described(runs: list) -> str:
    """The figures that a time means nothing without."""
    scans = [run for run in runs if run.method == "scan"]
    charts = [run for run in runs if run.method == "chart"]
    asked = scans[0].settings
    return (
        f"{len(scans)} streams; up to {max(run.n_locations for run in scans)} cells of resolution "
        f"9; {asked['history_days']} days; radius {asked['radius_km']} km, windows of 1 to "
        f"{asked['window_days']} days; {min(r.shuffles for r in scans)} to "
        f"{max(r.shuffles for r in scans)} replications, {sum(r.shuffles for r in scans)} in all; "
        f"p-value asked for {asked['level']:.2g}; "
        f"{sum(run.n_locations for run in charts)} charts of {charts[0].settings['periods']} weeks"
    )


if __name__ == "__main__":
    from commonground.cli import setup

    setup()
    main()
