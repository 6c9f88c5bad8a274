"""PostgreSQL keeps with each row which transaction wrote it, and where: together they would pair a
used code with its answer. Each night all rows are written anew in one transaction, in the order of
their random keys. SQLite's file is rewritten by `keeping.retaining.forget_order`.
"""

from django.db import connection, transaction

from .models import Invitation, Remark, Response

TABLES = (Invitation, Response, Remark)


def forget_order() -> None:
    if connection.vendor != "postgresql":
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for model in TABLES:
            table = model._meta.db_table
            cursor.execute(f'UPDATE "{table}" SET id = id')
            cursor.execute(f'CLUSTER "{table}" USING "{table}_pkey"')
