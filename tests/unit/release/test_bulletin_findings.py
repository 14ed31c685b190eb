"""What a file gives away: layouts and masks against all tables of whole numbers there can be."""

import csv
import json
import re

import numpy as np
import pytest
import xlsxwriter
from bulletin_oracle import (
    attacked,
    below,
    capped,
    enumerated,
    intervals,
    masked,
    with_margins,
    write_long,
    write_wide,
)

from release import assumptions, attack_file

ROWS, COLUMNS = ["North", "South", "Total"], ["Women", "Men", "Other", "Total"]
LEAVES = np.array([[11, 2, 7], [6, 9, 3]])
STATED = {"totals": ["place=Total", "heading=Total"]}


def found(path, out, **stated):
    summary = attack_file(path, out, assumptions(**stated))
    with out.open(encoding="utf-8") as lines:
        return summary, list(csv.DictReader(lines))


@pytest.mark.parametrize(
    ("mask", "floor"),
    [
        (below(5, zeros=False), 0),
        (below(10, zeros=False), 0),
        (below(4, zeros=False), 0),
        (lambda value: "1-4" if 0 < value < 5 else str(value), 1),
        (lambda value: "*" if value < 5 else str(value), 0),
        (lambda value: "c" if value < 7 else str(value), 0),
        (lambda value: ".." if value < 7 else str(value), 0),
        (lambda value: "-" if value < 8 else str(value), 0),
    ],
)
def test_a_cross_table_gives_exactly_what_enumeration_gives(tmp_path, mask, floor):
    shown = masked(with_margins(LEAVES), mask)
    result = attacked(write_wide(tmp_path / "t.csv", shown, ROWS, COLUMNS), **STATED)
    least, greatest = enumerated(shown, floor, highest=22)
    told = intervals(result)
    for row, row_name in enumerate(ROWS):
        for column, column_name in enumerate(COLUMNS):
            expected = least[row, column], greatest[row, column]
            assert capped(told[row_name, column_name], 22) == expected, (row_name, column_name)


def test_a_long_table_gives_the_same_as_the_cross_table_of_its_numbers(tmp_path):
    shown = masked(with_margins(LEAVES), below(5, zeros=False))
    wide = attacked(write_wide(tmp_path / "w.csv", shown, ROWS, COLUMNS), **STATED)
    tidy = write_long(tmp_path / "l.csv", shown, ["place", "sex"], [ROWS, COLUMNS])
    assert intervals(attacked(tidy, totals=["place=Total", "sex=Total"])) == intervals(wide)


def test_one_subtraction_is_told_as_a_sentence_in_both_languages(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("sex,value\nWomen,17\nMen,<5\nTotal,20\n")
    summary, (finding,) = found(path, tmp_path / "out.csv")
    assert finding["how_en"] == "Total 20 (row 4) − Women 17 (row 2) = 3"
    assert finding["how_es"] == "Total 20 (fila 4) − Women 17 (fila 2) = 3"
    assert (finding["kind"], finding["lower"], finding["upper"], finding["steps"]) == ("exact", "3", "3", "1")
    assert (finding["row"], finding["sex"], finding["shown"]) == ("3", "Men", "<5")
    assert summary["counts"] == {"exact": 1, "narrow": 0, "large": 0, "contradiction": 0}
    assert summary["tables"][0]["assumed_totals"] == ["sex=Total"]


def test_a_narrower_interval_is_told_with_its_ends(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("sex,value\nWomen,17\nMen,<5\nOther,<5\nTotal,19\n")
    _, findings = found(path, tmp_path / "out.csv")
    assert [(one["kind"], one["lower"], one["upper"]) for one in findings] == [("narrow", "0", "2")] * 2
    assert findings[0]["how_en"] == (
        "at most Total 19 (row 5) − Women 17 (row 2) − Other at least 0 (row 4) = 2"
    )


def test_a_second_subtraction_uses_what_the_first_one_gave(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "place,Women,Men,Total\nNorth,11,<5,13\nSouth,6,<5,<10\nEast,20,30,50\nWest,7,8,15\nTotal,44,43,87\n"
    )
    summary, findings = found(path, tmp_path / "out.csv")
    known = {(one["place"], one["heading"]): (one["lower"], one["steps"]) for one in findings}
    assert known == {
        ("North", "Men"): ("2", "1"),
        ("South", "Men"): ("3", "2"),
        ("South", "Total"): ("9", "1"),
    }
    assert summary["tables"][0]["exact_by_one_subtraction"] == 2
    two = next(one for one in findings if one["steps"] == "2")
    assert "; then " in two["how_en"]
    assert "; luego " in two["how_es"]


def test_every_sentence_adds_up(tmp_path):
    shown = masked(with_margins(np.array([[11, 2, 7], [6, 9, 3], [12, 1, 0]])), below(5, zeros=False))
    path = write_wide(tmp_path / "t.csv", shown, ["North", "South", "East", "Total"], COLUMNS)
    _, findings = found(path, tmp_path / "out.csv", **STATED)
    assert len(findings) > 3
    for one in findings:
        for result in one["how_en"].split("; then "):
            *_, terms, value = re.fullmatch(
                r"(?:.*?: )?(?:from \d+ sums together, )?(.*) = (\d+)", result
            ).groups()
            terms = re.sub(r"\(row \d+\)|at (?:most|least)|[A-Za-z/]", "", terms).replace("−", "-")
            assert sum(int(term.replace(" ", "")) for term in re.findall(r"[-+]? *\d+", terms)) == int(value)


def test_what_only_linked_sums_give_is_found_by_taking_them_together(tmp_path):
    # Rows and columns form rings: no single sum settles the corner, all together do.
    leaves = np.array([[4, 0, 9], [0, 4, 9], [8, 9, 9]])
    shown = masked(with_margins(leaves), below(5, zeros=False))
    names = ["A", "B", "C", "Total"]
    result = attacked(write_wide(tmp_path / "t.csv", shown, names, names), **STATED)
    least, greatest = enumerated(shown, 0, highest=60)
    told = intervals(result)
    assert all(
        told[a, b] == (least[i, j], greatest[i, j]) for i, a in enumerate(names) for j, b in enumerate(names)
    )


def test_totals_inside_totals_are_found_by_arithmetic_where_no_name_tells_them(tmp_path):
    regions = {"West": ["Alta", "Baja"], "East": ["Costa", "Delta", "Este"]}
    rng = np.random.default_rng(3)
    lines = ["year,area,value"]
    for year in range(2015, 2023):
        counts = {area: int(rng.integers(6, 60)) for areas in regions.values() for area in areas}
        lines.append(f"{year},Total,{sum(counts.values())}")
        for region, areas in regions.items():
            lines.append(f"{year},{region},{sum(counts[area] for area in areas)}")
            lines += [f"{year},{area},{counts[area]}" for area in areas]
    hidden = next(place for place, line in enumerate(lines) if line.startswith("2018,Delta"))
    value = lines[hidden].rsplit(",", 1)[1]
    lines[hidden] = "2018,Delta,*"
    path = tmp_path / "t.csv"
    path.write_text("\n".join(lines))
    summary, _ = found(path, tmp_path / "out.csv")
    sums = {one["total"]: one for one in summary["tables"][0]["sums"]}
    assert sums["area=West"]["parts"] == ["Alta", "Baja"]
    assert sums["area=East"]["parts"] == ["Costa", "Delta", "Este"]
    assert sums["area=Total"]["parts"] == ["West", "East"]
    assert (sums["area=Total"]["agree"], sums["area=Total"]["disagree"]) == (8, 0)
    assert (sums["area=East"]["origin"], sums["area=East"]["agree"]) == ("arithmetic", 7)
    told = intervals(attacked(path))["2018", "Delta"]
    assert told == (int(value), int(value))


def test_age_bands_within_age_bands_are_told_by_their_names(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("age,value\nTotal,50\n0-17,20\n0-11,<10\n12-17,14\n18+,30\n18-29,18\n30+,*\n")
    told = intervals(attacked(path))
    assert told["0-11",] == (6, 6)
    assert told["30+",] == (12, 12)


def test_breakdowns_under_one_another_are_not_mixed(tmp_path):
    path = tmp_path / "t.csv"
    lines = ["country,dimension,category,value"]
    for number, country in enumerate(["AA", "BB", "CC", "DD", "EE", "FF"]):
        total = 40 + number
        lines += [f"{country},Total,Total,{total}", f"{country},by form,Sexual,30"]
        lines += [f"{country},by form,Labour,{total - 30}", f"{country},by sex,Women,{total - 8}"]
        lines += [f"{country},by sex,Men,{8 if number else '*'}"]
    path.write_text("\n".join(lines))
    summary, (finding,) = found(path, tmp_path / "out.csv")
    assert (finding["dimension"], finding["lower"], finding["upper"]) == ("by sex", "8", "8")
    (told,) = summary["tables"][0]["sums"]
    assert (told["agree"], told["disagree"]) == (11, 0)


def test_a_total_that_does_not_add_up_is_reported_and_not_used(tmp_path):
    path = tmp_path / "t.csv"
    lines = ["year,sex,value"]
    for year in range(2010, 2018):
        total = 31 if year == 2012 else 30
        lines += [f"{year},Women,20", f"{year},Men,10", f"{year},Total,{total}"]
    lines += ["2020,Women,9", "2020,Men,<5", "2020,Total,20", "2021,Women,19", "2021,Men,<5", "2021,Total,20"]
    path.write_text("\n".join(lines))
    summary, findings = found(path, tmp_path / "out.csv")
    told = {(one["year"], one["sex"]): one for one in findings}
    assert set(told) == {("2012", "Total"), ("2020", "Total"), ("2021", "Men")}
    assert told["2012", "Total"]["kind"] == "contradiction"
    assert told["2012", "Total"]["how_en"] == (
        "Total 31 (row 10), but its parts add up to 30: Women 20 (row 8) + Men 10 (row 9)"
    )
    assert "add up to between 9 and 13" in told["2020", "Total"]["how_en"]
    assert told["2021", "Men"]["lower"] == told["2021", "Men"]["upper"] == "1"
    assert (told["2021", "Men"]["sums_agree"], told["2021", "Men"]["sums_checked"]) == ("7", "8")
    assert summary["tables"][0]["sums"][0]["disagree"] == 1


def test_of_two_sums_that_contradict_each_other_the_one_that_holds_more_often_is_kept(tmp_path):
    path = tmp_path / "t.csv"
    lines = ["year,sex,age,value"]
    for number in range(12):
        # By sex the figures always add up, by age only in some years.
        gap = number % 2
        for sex, child, adult in (("Women", 10, 20), ("Men", 7, 15)):
            lines += [f"{number},{sex},child,{child}", f"{number},{sex},adult,{adult}"]
            lines.append(f"{number},{sex},Total,{child + adult + gap}")
        lines += [
            f"{number},Total,child,17",
            f"{number},Total,adult,35",
            f"{number},Total,Total,{52 + 2 * gap}",
        ]
    lines += ["99,Women,child,12", "99,Women,adult,20", "99,Women,Total,32"]
    lines += ["99,Men,child,<5", "99,Men,adult,15", "99,Men,Total,18"]
    lines += ["99,Total,child,14", "99,Total,adult,35", "99,Total,Total,50"]
    path.write_text("\n".join(lines))
    result = attacked(path, belief=0.4)
    assert intervals(result)["99", "Men", "child"] == (2, 2)
    _, findings = found(path, tmp_path / "out.csv", belief=0.4)
    assert any("contradicts other sums" in one["how_en"] for one in findings if one["age"] == "Total")


def test_several_valued_categories_do_not_add_up_and_are_not_made_to(tmp_path):
    path = tmp_path / "t.csv"
    lines = ["year,form,value"]
    for year in range(2000, 2012):
        lines += [f"{year},Total,30", f"{year},Sexual,22", f"{year},Labour,15", f"{year},Begging,<5"]
    path.write_text("\n".join(lines))
    summary, findings = found(path, tmp_path / "out.csv")
    assert [one["kind"] for one in findings if one["kind"] != "contradiction"] == []
    assert summary["tables"][0]["sums"][0]["used"] == 0


def test_rounded_numbers_are_intervals(tmp_path):
    leaves = np.array([[12, 4], [9, 1]])
    rounded = masked(with_margins(leaves), lambda value: str(5 * round(value / 5)))
    names = ["A", "B", "Total"]
    path = write_wide(tmp_path / "t.csv", rounded, names, names)
    told = intervals(attacked(path, rounded=5, rounding="nearest", **STATED))
    least, greatest = enumerated(rounded, 0, highest=60, half=2)
    expected = {
        (a, b): (least[i, j], greatest[i, j]) for i, a in enumerate(names) for j, b in enumerate(names)
    }
    assert told == expected


def test_rounding_to_either_neighbour_is_assumed_when_the_sums_rule_out_the_nearest(tmp_path):
    path = tmp_path / "t.csv"
    rows = [(3, 6, 9), (6, 9, 15), (9, 12, 21), (12, 15, 27), (15, 18, 33), (3, 3, 12), (6, 3, 9), (9, 6, 15)]
    lines = ["year,sex,value"]
    for year, (women, men, total) in enumerate(rows):
        lines += [f"{year},Women,{women}", f"{year},Men,{men}", f"{year},Total,{total}"]
    path.write_text("\n".join(lines))
    summary, _ = found(path, tmp_path / "out.csv")
    table = summary["tables"][0]
    assert (table["rounded_to"], table["rounded_by_at_most"]) == (3, 2)


def test_zero_is_told_apart_from_a_mask_only_where_zeros_are_shown(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("sex,value\nWomen,18\nMen,<5\nOther,<5\nUnknown,0\nTotal,20\n")
    told = intervals(attacked(path))
    assert (told["Men",], told["Other",]) == ((1, 1), (1, 1))
    told = intervals(attacked(path, zeros="hidden"))
    assert (told["Men",], told["Other",]) == ((0, 2), (0, 2))


def test_a_list_in_one_column_with_its_total_is_a_table(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("Department;Victims\nAhuachapán;12\nSanta Ana;1-4\nSonsonate;8\nTotal;23\n")
    told = intervals(attacked(path))
    assert told["Santa Ana",] == (3, 3)


def test_without_totals_nothing_is_found_and_nothing_is_wrong(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("sex,year,value\nWomen,2020,17\nMen,2020,<5\nWomen,2021,6\nMen,2021,<5\n")
    summary, findings = found(path, tmp_path / "out.csv")
    assert findings == []
    assert summary["tables"][0]["sums"] == []
    assert summary["tables"][0]["masked"] == 2


def test_a_total_with_another_name_can_be_stated(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("sex,value\nWomen,17\nMen,<5\nZusammen,20\n")
    assert intervals(attacked(path))["Men",] == (0, 4)
    assert intervals(attacked(path, totals=["sex=Zusammen"]))["Men",] == (3, 3)


def test_rows_that_share_their_codes_are_left_out_of_every_sum(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("sex,value\nWomen,17\nWomen,9\nMen,<5\nTotal,20\n")
    summary, findings = found(path, tmp_path / "out.csv")
    assert findings == []
    assert summary["tables"][0]["repeated"] == 2


def test_a_withheld_symbol_is_undone_below_k_only(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("sex,value\nWomen,17\nMen,*\nTotal,40\n")
    summary, _ = found(path, tmp_path / "out.csv")
    assert summary["counts"] == {"exact": 0, "narrow": 0, "large": 1, "contradiction": 0}
    summary, _ = found(path, tmp_path / "out.csv", k=30)
    assert summary["counts"]["exact"] == 1


def test_a_flag_beside_an_empty_value_says_that_it_is_withheld(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("sex,value,status\nWomen,17,A\nMen,,c\nOther,0,A\nUnknown,,c\nTotal,19,A\n")
    told = intervals(attacked(path))
    assert told["Men",] == told["Unknown",] == (1, 1)


def test_titles_notes_two_rows_of_headings_and_sections_are_found_their_way_through(tmp_path):
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes").write(0, 0, "Nothing to see")
        sheet = book.add_worksheet("Table 1")
        sheet.write(1, 0, "Victims by sex and age")
        sheet.write_row(3, 1, ["2020", None, None, "2021"])
        sheet.write_row(4, 0, ["Age", "Women", "Men", "Total", "Women", "Men", "Total"])
        sheet.write_row(5, 0, ["First half"])
        sheet.write_row(6, 0, ["child", 12, "<5", 15, 20, 9, 29])
        sheet.write_row(7, 0, ["adult", 22, 10, 32, 8, 7, 15])
        sheet.write_row(8, 0, ["Second half"])
        sheet.write_row(9, 0, ["child", 8, 9, 17, 6, "<5", 10])
        sheet.write_row(10, 0, ["adult", 21, 30, 51, 11, 12, 23])
        sheet.write(12, 0, "Source: nobody")
    _, findings = found(path, tmp_path / "out.csv")
    told = {(one["section"], one["heading 1"], one["lower"], one["upper"], one["row"]) for one in findings}
    assert told == {("First half", "2020", "3", "3", "7"), ("Second half", "2021", "4", "4", "10")}
    assert {one["table"] for one in findings} == {"Table 1"}


def test_findings_are_written_as_json_too(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("sex,value\nWomen,17\nMen,<5\nTotal,20\n")
    attack_file(path, tmp_path / "deep" / "out.json")
    (finding,) = json.loads((tmp_path / "deep" / "out.json").read_text(encoding="utf-8"))
    assert (finding["sex"], finding["lower"], finding["upper"]) == ("Men", 3, 3)


def test_when_time_is_up_the_best_so_far_is_told_as_such(tmp_path):
    shown = masked(with_margins(LEAVES), below(10, zeros=False))
    path = write_wide(tmp_path / "t.csv", shown, ROWS, COLUMNS)
    ticks = iter(range(1000))
    told = assumptions(time_limit=0.5, **STATED)
    summary = attack_file(path, tmp_path / "out.csv", told, clock=lambda: next(ticks))
    assert summary["tables"][0]["finished"] is False


def test_components_too_large_for_the_solver_are_taken_without_their_longest_sums(tmp_path, monkeypatch):
    truth = with_margins(np.random.default_rng(5).integers(0, 12, (3, 3, 6)))
    shown = masked(truth, below(12, zeros=False))
    names = ["a", "b", "c"]
    sizes = zip(names, truth.shape, strict=True)
    labels = [[*(f"{name}{at}" for at in range(size - 1)), "Total"] for name, size in sizes]
    path = write_long(tmp_path / "t.csv", shown, names, labels)
    stated = {"totals": [f"{name}=Total" for name in names], "zeros": "hidden"}
    whole = attacked(path, **stated)
    monkeypatch.setattr("release.bulletins.linked._LARGEST", 20)
    parts = attacked(path, **stated)
    assert whole.solved.simplified == 0
    assert parts.solved.simplified > 0
    assert (parts.solved.lower <= whole.solved.lower).all()
    assert (parts.solved.upper >= whole.solved.upper).all()
    for known in (whole, parts):
        assert (known.solved.lower <= truth.ravel()).all()
        assert (known.solved.upper >= truth.ravel()).all()


def test_sums_that_cannot_all_be_true_together_are_left_out_and_told(tmp_path):
    # Each sum could be true by itself, and no two of them say different things of one cell.
    path = tmp_path / "t.csv"
    path.write_text("place,A,B,C,Total\nr1,<5,<5,<5,6\nr2,<5,<5,<5,6\nr3,<5,<5,<5,6\nTotal,5,5,5,15\n")
    result = attacked(path, **STATED)
    assert len(result.solved.denied) > 0
    lower, upper = result.solved.lower, result.solved.upper
    assert (lower <= upper).all()
