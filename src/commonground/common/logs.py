"""Logs say what went wrong, never who asked or what they wrote."""

import logging
import re

ADDRESS = re.compile(r"\b\d{1,3}(\.\d{1,3}){3}\b|[\w.+-]+@[\w-]+\.[\w.]+")


class NoPersonalData(logging.Filter):
    """Drops arguments' network and e-mail addresses and every traceback's values."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = ADDRESS.sub("[removed]", record.getMessage())
        record.args = ()
        if record.exc_info and record.exc_info[0]:
            record.msg += f" ({record.exc_info[0].__name__})"
            record.exc_info = None
            record.exc_text = None
        return True
