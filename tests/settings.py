"""The product's settings, in a data folder of the test run's own."""

import atexit
import os
import shutil
import tempfile

FOLDER = tempfile.mkdtemp(prefix="commonground-test-")
os.environ["COMMONGROUND_HOME"] = FOLDER
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

from commonground.project import home  # noqa: E402
from commonground.project.settings import *  # noqa: E402, F403
from commonground.project.settings import DATABASES, HOME  # noqa: E402

home.make(HOME)
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # a file, as in real life: the browser tests' server runs in threads
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
