"""CPU of the public pages of a demo city that is built: per request, in one process.

COMMONGROUND_HOME=FOLDER python benchmarks/pages.py    FOLDER is the demo city's own
"""

import gzip
import time

from commonground.cli import setup

setup()

from django.test import Client  # noqa: E402

PAGES = ("/", "/neighbourhoods/", "/neighbourhoods/beat-2411-west-ridge/", "/events/",
         "/concerns/new/")  # fmt: skip
WARM, REQUESTS = 10, 100


def main() -> None:
    client = Client(headers={"host": "localhost", "accept-encoding": "gzip"})
    for path in PAGES:
        for _ in range(WARM):
            page = client.get(path)
        assert page.status_code == 200, f"{path}: {page.status_code}"
        started = time.process_time()
        for _ in range(REQUESTS):
            client.get(path)
        spent_ms = (time.process_time() - started) / REQUESTS * 1000
        words = len(gzip.decompress(page.content)) if page.get("Content-Encoding") else 0
        print(f"{path:40} {spent_ms:6.1f} CPU-ms {len(page.content) / 1000:6.1f} kB sent"
              f" of {words / 1000:.1f}")  # fmt: skip


if __name__ == "__main__":
    main()
