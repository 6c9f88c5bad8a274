import os

from . import sqlite

sqlite.prefer_safe_sqlite()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commonground.project.settings")

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
