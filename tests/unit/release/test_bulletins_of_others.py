"""Published figures of others, and our own: only numbers of findings, no values."""

import json
import re

import fastexcel
import pytest
from release_home import small_world

from release import assumptions, attack_file


@pytest.mark.shared
def test_the_masked_cells_that_margins_give_away_are_found_in_the_figures_of_unodc(shared_folder, tmp_path):
    path = shared_folder / "data" / "unodc_data_glotip_2025-04-14.xlsx"
    out = tmp_path / "out.json"
    summary = attack_file(path, out, assumptions(time_limit=240))
    findings = json.loads(out.read_text(encoding="utf-8"))
    exact = [one for one in findings if one["kind"] == "exact"]
    once = [one for one in exact if one["steps"] == 1]
    # Measured apart from this code: 3,894 by sex and age (39 of El Salvador), about 4,200 and 52 with form.
    by_sex_and_age = [one for one in once if "Category" not in one["over"]]
    assert len(by_sex_and_age) >= 3894
    assert sum(one["Iso3_code"] == "SLV" for one in by_sex_and_age) >= 39
    assert len(once) >= 4200
    assert sum(one["Iso3_code"] == "SLV" for one in once) >= 52
    assert len(exact) > len(once) + 1000
    assert summary["counts"]["narrow"] > 1000
    assert summary["counts"]["contradiction"] > 1000
    table = summary["tables"][0]
    assert (table["cells"], table["masked"], table["repeated"]) == (58769, 29558, 1216)
    assert table["mask_includes_zero"] is True
    assert table["finished"] is True
    assert summary["seconds"] < 300
    assert all(one["shown"] == "<5" and 0 <= one["lower"] <= one["upper"] <= 4 for one in exact)


@pytest.mark.shared
def test_every_single_subtraction_in_the_figures_of_unodc_is_right_by_the_file_itself(
    shared_folder, tmp_path
):
    path = shared_folder / "data" / "unodc_data_glotip_2025-04-14.xlsx"
    out = tmp_path / "out.json"
    attack_file(path, out, assumptions(time_limit=240))
    sheet = (
        fastexcel.read_excel(path).load_sheet(0, header_row=None, skip_rows=0, dtypes="string").to_polars()
    )
    shown = [None, *(text.replace(",", "") if text else text for text in sheet.get_column(sheet.columns[11]))]
    checked = 0
    for one in json.loads(out.read_text(encoding="utf-8")):
        if one["kind"] != "exact" or one["steps"] != 1 or " at " in one["how_en"]:
            continue
        terms, value = one["how_en"].rsplit(" = ", 1)
        signed = re.findall(r"(?:^|([−+]) )(?:(?!\(row).)*? (\d+) \(row (\d+)\)", terms)
        total = 0
        for sign, number, row in signed:
            assert shown[int(row)] == number
            total += -int(number) if sign == "−" else int(number)
        assert total == int(value) == one["lower"]
        checked += 1
    assert checked > 3000


def test_in_our_own_releases_nothing_is_found(home, tmp_path):
    home.build(small_world(range(2023, 2026), only=("victims_by_sex_age", "victims_by_scope")))
    made = home.released("2025-S1")
    tables = sorted((home.places.releases / made.id / "tables").glob("*.csv"))
    assert len(tables) == 2
    for path in tables:
        summary = attack_file(path, tmp_path / "out.csv")
        assert summary["tables"][0]["masked"] > 10
        assert (summary["counts"]["exact"], summary["counts"]["narrow"]) == (0, 0), path.stem
