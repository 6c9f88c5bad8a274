"""What the privacy page states."""

from commonground.common import deployment, retention

from .conftest import page_of


def test_a_field_that_the_agency_left_empty_is_said_to_be_empty(client, db):
    page = page_of(client, "/privacy/")
    assert page.count("Not stated yet") == 6
    assert "Until it has, this site is for trying only" in page


def test_the_agencys_own_words_are_shown(client, db, monkeypatch):
    ours = deployment.Deployment(
        privacy_controller="Northtown police", complaint_body="The Ombudsman"
    )
    monkeypatch.setattr("commonground.publishing.stating.deployment", lambda: ours)
    page = page_of(client, "/privacy/")
    assert "Northtown police" in page
    assert page.count("Not stated yet") == 5


def test_every_retention_rule_that_is_about_residents_is_on_the_page(client, db):
    page = page_of(client, "/privacy/")
    rules = [rule for rule, _room in retention.all_rules()]
    of_staff = ["refused_rows", "rosters", "roster_files", "plans", "partner_links"]
    assert [r.name for r in rules if r.store not in page] == of_staff
    assert [r.name for r in rules if not r.for_residents] == of_staff
