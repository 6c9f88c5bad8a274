"""Alerts of an older version, one a morning, become one alert with its sightings."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("earlywarning", "0001_first")]
AFTER = [("earlywarning", "0003_without_the_chain")]
MADE = datetime(2017, 12, 11, 5, tzinfo=UTC)


@pytest.fixture
def older(transactional_db):
    executor = MigrationExecutor(connection)
    executor.migrate(BEFORE)
    yield executor.loader.project_state(BEFORE).apps
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def morning(apps, day: int, **changes):
    run = apps.get_model("earlywarning", "ScanRun").objects.create(
        stream="crimes.theft", as_of=date(2017, 12, day), until=date(2017, 12, day - 1),
        settings={}, n_cases=190, n_locations=9, seconds=1.0, made_at=MADE,
    )  # fmt: skip
    values = {
        "stream": "crimes.theft", "label": {"en": "Theft"}, "started_on": date(2017, 12, 5),
        "ends_on": run.until, "observed": day, "expected": 2.0, "p_value": 0.001,
        "recurrence_days": 1000.0, "covering": {}, "cells": ["a"], "radius_m": 400,
        "one_place": False, "by_day": [], "made_at": MADE, "public_id": f"alert{day:07}",
    }  # fmt: skip
    return apps.get_model("earlywarning", "Alert").objects.create(run=run, **(values | changes))


def test_the_mornings_of_one_alert_are_joined_and_keep_what_was_decided(older):
    first = morning(older, 11, is_latest=False)
    morning(older, 12, began_as=first, is_latest=False)
    last = morning(older, 13, began_as=first, state="explained")
    older.get_model("earlywarning", "AlertDecision").objects.create(
        alert=last, decision="explained", words="The market.", at=MADE, by_kind="staff"
    )
    executor = MigrationExecutor(connection)
    executor.migrate(AFTER)
    Alert = executor.loader.project_state(AFTER).apps.get_model("earlywarning", "Alert")
    (alert,) = Alert.objects.all()
    assert (alert.public_id, alert.state, alert.observed) == ("alert0000011", "explained", 13)
    assert (alert.opened_on, alert.seen_on) == (date(2017, 12, 11), date(2017, 12, 13))
    assert sorted(alert.sightings.values_list("observed", flat=True)) == [11, 12, 13]
    assert [decision.words for decision in alert.decisions.all()] == ["The market."]
