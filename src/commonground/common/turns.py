"""Verbs that look first and write then, one after the other where they are about the same row."""

from django.db import models


def in_turn(*rows: models.Model) -> None:
    """Until the transaction ends, whoever asks for one of these rows too waits.

    Rows of one model, in one order, so that no two wait for each other. SQLite lets one write at a
    time anyway; PostgreSQL holds the rows and still lets others point at them.
    """
    if rows:
        held = rows[0]._meta.model._default_manager.select_for_update(no_key=True)
        list(held.filter(pk__in=[row.pk for row in rows]).order_by("pk").values_list("pk"))
