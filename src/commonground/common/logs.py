"""Logs say what went wrong, never who asked or what they wrote."""

import logging
import re

SERVED = re.compile(r"(?<=while serving )\S+")  # the web server's words for a path
ADDRESS = re.compile(r"\b\d{1,3}(\.\d{1,3}){3}\b|[\w.+-]+@[\w-]+\.[\w.]+")


class NoPersonalData(logging.Filter):
    """Drops arguments' network and e-mail addresses and every traceback's values.

    Of a request only the pattern of its path stays: a path can hold a token or an id.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        words = record.getMessage()
        if (request := getattr(record, "request", None)) is not None:
            route = getattr(getattr(request, "resolver_match", None), "route", "")
            words = words.replace(getattr(request, "path", "") or "/", route or "[a page]")
        words = SERVED.sub("[a page]", words)
        record.msg = ADDRESS.sub("[removed]", words)
        record.args = ()
        if record.exc_info and record.exc_info[0]:
            record.msg += f" ({record.exc_info[0].__name__})"
            record.exc_info = None
            record.exc_text = None
        return True
