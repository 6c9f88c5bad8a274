"""What only some pages need is not loaded by the others: two processes fit a small machine."""

import os
import subprocess
import sys

HEAVY = {"numba", "llvmlite", "scipy", "duckdb"}
PUBLIC = ["/", "/concerns/new/", "/follow/", "/neighbourhoods/"]
TEAM = ["/team/", "/team/concerns/", "/team/alerts/"]

SCRIPT = f"""
import sys
from datetime import date
from commonground.project.wsgi import application
from django.test import Client
from django.urls import get_resolver
from commonground.people.models import Posting, Role, Staff
from commonground.project.worker import load_jobs

staff = Staff.objects.create(username="dana", display_name="Dana")
Posting.objects.create(staff=staff, role=Role.SUPERVISOR, from_on=date(2000, 1, 1))
get_resolver().url_patterns
resident, supervisor = (Client(headers={{"host": "localhost"}}) for _ in range(2))
supervisor.force_login(staff)
for client, pages in ((resident, {PUBLIC!r}), (supervisor, {TEAM!r})):
    for page in pages:
        assert client.get(page).status_code == 200, page
load_jobs()
print(*({HEAVY!r} & set(sys.modules)))
"""


def test_neither_process_loads_the_numerical_libraries_for_its_usual_work(home_at, tmp_path):
    home = home_at(tmp_path / "data")
    environment = {**os.environ, "COMMONGROUND_HOME": str(home), "COMMONGROUND_DATABASE": ""}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT],
        env=environment, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
