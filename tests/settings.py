"""The product's settings, in a data folder of the test run's own."""

import atexit
import os
import shutil
import tempfile

FOLDER = tempfile.mkdtemp(prefix="commonground-test-")
os.environ["COMMONGROUND_HOME"] = FOLDER
# before NumPy is loaded: our matrices are small, a second thread would only spin beside the first
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)

from commonground.people.openid.config import Server  # noqa: E402
from commonground.project import home  # noqa: E402
from commonground.project.settings import *  # noqa: E402, F403
from commonground.project.settings import DATABASES, HOME, INSTALLED_APPS  # noqa: E402

home.make(HOME)
if "sqlite" in DATABASES["default"]["ENGINE"]:
    # a file, as in real life: the browser tests' server runs in threads
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Sign-in with OpenID Connect is on, with a server that does not answer: a test that wants one
# starts its own (rooms/people/openid_server.py). By default it is off; test_openid_config.py.
OPENID_CONNECT = Server("Town Hall", "http://127.0.0.1:9", "commonground", "a client secret")
SOCIALACCOUNT_PROVIDERS = OPENID_CONNECT.for_allauth()
INSTALLED_APPS += ["allauth.socialaccount"]
