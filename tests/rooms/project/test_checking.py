"""`commonground check` as a script sees it."""

from .test_commands import commonground


def test_a_fresh_folder_needs_a_person_and_a_demo_needs_none(tmp_path):
    home = tmp_path / "data"
    assert commonground("init", home=home).returncode == 0
    done = commonground("check", home=home)
    assert done.returncode == 1
    assert "privacy_controller in commonground.toml is empty" in done.stdout
    settings = home / "commonground.toml"
    settings.write_text("demo = true\n" + settings.read_text())
    assert commonground("check", home=home).stdout == "nothing is missing\n"
