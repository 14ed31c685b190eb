import pytest
from release_world import semester_list

from release.errors import UserError
from release.periods import cut, leaves_until, parse_period

UNFINISHED = {"es": "{label} (solo primer semestre)", "en": "{label} (first semester only)"}


@pytest.mark.parametrize("period", ["2025", "2025-S3", "2025-s1", "25-S1", "2025-S1 ", "../2025-S1", ""])
def test_a_period_that_is_not_a_semester_is_refused(period):
    with pytest.raises(UserError, match="period_malformed"):
        parse_period(period)


def test_a_period_covers_its_semester_and_all_before():
    semesters = semester_list(range(2023, 2026))
    assert leaves_until(semesters, "2024-S1") == ("2023-S1", "2023-S2", "2024-S1")


def test_what_is_only_known_by_its_year_waits_until_the_year_is_over():
    semesters = semester_list(range(2023, 2025), unknown=(2023, 2024))
    assert "2024-U" not in leaves_until(semesters, "2024-S1")
    assert leaves_until(semesters, "2024-S2")[-1] == "2024-U"
    assert "2023-U" in leaves_until(semesters, "2024-S1")


def test_a_cut_tree_keeps_order_and_drops_what_is_later():
    codes = cut(semester_list(range(2023, 2026)), "2024-S1", UNFINISHED).codes
    assert codes == ("_T", "2023", "2023-S1", "2023-S2", "2024", "2024-S1")


def test_a_year_without_its_second_half_says_so_in_both_languages():
    tree = cut(semester_list(range(2023, 2026)), "2024-S1", UNFINISHED)
    assert tree.by_code["2024"].labels == {
        "es": "2024 (solo primer semestre)",
        "en": "2024 (first semester only)",
    }
    assert tree.by_code["2023"].labels == {"es": "2023", "en": "2023"}
