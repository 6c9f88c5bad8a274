"""`commonground check` as a script sees it."""

from tests.homes import commonground


def test_a_fresh_folder_needs_a_person_and_a_demo_needs_none(home_at, tmp_path):
    home = home_at(tmp_path / "data")
    done = commonground("check", home=home)
    assert done.returncode == 1
    assert "privacy_controller in commonground.toml is empty" in done.stdout
    settings = home / "commonground.toml"
    settings.write_text("demo = true\n" + settings.read_text())
    assert commonground("check", home=home).stdout == "nothing is missing\n"
