"""The file of what was refused is opened in a spreadsheet by whoever mends the source."""

import csv

import pytest

from commonground.incidents.refusing import Refusal, write


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r="])
def test_no_cell_of_a_foreign_file_becomes_a_formula(tmp_path, start):
    file = tmp_path / "refused.csv"
    write(file, [Refusal(2, f"{start}HYPERLINK(1)", "no date"), Refusal(3, "HX-1", "no date")])
    with file.open(newline="", encoding="utf-8") as source:
        rows = list(csv.reader(source))
    assert rows[1] == ["2", f"'{start}HYPERLINK(1)".replace("\r", " "), "no date"]
    assert rows[2] == ["3", "HX-1", "no date"]


@pytest.mark.parametrize("between", [";", "; ", "\n", "\t"])
def test_no_formula_begins_where_a_spreadsheet_with_decimal_commas_parts_cells(tmp_path, between):
    file = tmp_path / "refused.csv"
    write(file, [Refusal(2, f"HX{between}=HYPERLINK(1)", "no date"), Refusal(3, "a-b=c", "x")])
    told = file.read_text(encoding="utf-8")
    assert f"{between[0]}'{between[1:]}=HYPERLINK(1)" in told
    assert "a-b=c" in told
