"""CPU of the coverage pages of a city of 275 neighbourhoods over five years, in one process.

python benchmarks/coverage_page.py [--neighbourhoods 275] [--weeks 260] [--seed 1]

The city is drawn: residents, weeks of visits and calls, concerns, census margins, postings. It
lies in a temporary folder that goes at the end. What is measured is the whole request as the
server answers it: sign-in, queries, statistics, pictures, HTML and packing.
"""

import argparse
import gzip
import os
import tempfile
import time
from datetime import timedelta

WARM, REQUESTS = 2, 10
AT_MOST_MS = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--neighbourhoods", type=int, default=275)
    parser.add_argument("--weeks", type=int, default=260)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COMMONGROUND_HOME"] = folder
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        from commonground.cli import setup

        setup()
        client, place = draw_city(args.neighbourhoods, args.weeks, args.seed)
        for path in ("/team/coverage/", f"/team/coverage/?weeks={args.weeks}",
                     f"/team/coverage/{place}/?weeks={args.weeks}"):  # fmt: skip
            measure(client, path)


def measure(client: object, path: str) -> None:
    for _ in range(WARM):
        page = client.get(path)
    assert page.status_code == 200, f"{path}: {page.status_code}"
    started = time.process_time()
    for _ in range(REQUESTS):
        client.get(path)
    spent_ms = (time.process_time() - started) / REQUESTS * 1000
    words = len(gzip.decompress(page.content)) / 1000
    told = "within" if spent_ms < AT_MOST_MS else "ABOVE"
    print(f"{path:44} {spent_ms:6.1f} CPU-ms, {told} {AT_MOST_MS}; {words:.0f} kB of HTML")


def draw_city(count: int, weeks: int, seed: int) -> tuple[object, str]:
    import numpy as np
    from django.core.management import call_command
    from django.test import Client

    from commonground.common import clock
    from commonground.engagement.coverage.adding_up import WEEK, last_whole_week
    from commonground.engagement.coverage.models import CoverageRun, CoverageWeek
    from commonground.people.models import Posting, Staff
    from commonground.places.models import CensusMargin, Neighbourhood

    call_command("migrate", verbosity=0)
    random = np.random.default_rng(seed)
    places = Neighbourhood.objects.bulk_create(
        Neighbourhood(
            source_id=f"B{n}", slug=f"beat-{n}", name=f"Beat {n:03}",
            population=int(random.integers(3000, 20_000)),
        )
        for n in range(count)
    )  # fmt: skip
    last = last_whole_week()
    mondays = [last - (weeks - 1 - n) * WEEK for n in range(weeks)]
    calls = random.poisson(20 * random.lognormal(0, 0.5, (count, 1)), (count, weeks))
    visits = random.poisson(random.gamma(0.7, 3, (count, 1)), (count, weeks))
    minutes = visits * random.integers(5, 40, (count, weeks))
    away = random.poisson(120, (count, weeks))
    CoverageWeek.objects.bulk_create(
        (
            CoverageWeek(
                neighbourhood=place, week=monday, contacts=int(visits[n, w]),
                contact_minutes=int(minutes[n, w]), calls=int(calls[n, w]), imported_visits=0,
                enforcement=3, unknown=1, abstraction_minutes=int(away[n, w]),
            )
            for n, place in enumerate(places)
            for w, monday in enumerate(mondays)
        ),
        batch_size=500,
    )  # fmt: skip
    CoverageRun.objects.create(first_week=mondays[0], last_week=last)
    for group in range(4):
        CensusMargin.objects.bulk_create(
            CensusMargin(
                neighbourhood=place, group=f"Group {group}", residents=place.population,
                count=int(place.population * random.beta(1, 3)), source="Drawn", year=2020,
            )
            for place in places
        )  # fmt: skip
    staff = Staff.objects.create(username="hana", display_name="Hana")
    today = clock.today()
    Posting.objects.create(staff=staff, role="overseer", from_on=today - timedelta(days=9))
    officers = Staff.objects.bulk_create(
        Staff(username=f"o{n}", display_name=f"O{n}") for n in range(count)
    )
    Posting.objects.bulk_create(
        Posting(
            staff=officer, role="officer", neighbourhood=place,
            from_on=today - timedelta(days=int(random.integers(10, 1500))),
        )
        for officer, place in zip(officers, places, strict=True)
    )  # fmt: skip
    client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
    client.force_login(staff)
    return client, places[0].slug


if __name__ == "__main__":
    main()
