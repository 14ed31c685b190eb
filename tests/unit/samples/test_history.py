"""What happens over the years follows the figures, and hangs together."""

from __future__ import annotations

import polars as pl
import pytest

from ingest.samples import figures, history, names, population, reporting
from ingest.samples.calendar import Calendar
from ingest.samples.history import History

DIRECT = (pl.col("identification_status") == "ACR") & (pl.col("victim_category") == "VD")


def year_of(column: str) -> pl.Expr:
    return pl.col(column).dt.year()


def identified(happened: History) -> pl.DataFrame:
    return happened.kinds["victims"].filter(DIRECT)


@pytest.mark.parametrize("scale", [1, 3])
def test_the_distinct_identified_victims_of_a_year_are_the_published_ones(
    known: figures.Figures, scale: int
) -> None:
    happened = history.build(known, Calendar(2019, 2025), seed=7, scale=scale)
    records = happened.kinds["victims"].filter(DIRECT)
    counts = happened.kinds["victims_aggregate"].filter(DIRECT)
    for year in range(2019, 2026):
        persons = records.filter(year_of("identified_on") == year)["person"].n_unique()
        counted = counts.filter(pl.col("identified_on").str.starts_with(str(year)))["victims"].sum()
        assert persons + counted == (known.value(year, "victims", "total") or 0) * scale, year
        truth = next(each for each in happened.truth if each.year == year)
        assert (truth.identified, truth.identified_in_counts) == (persons + counted, counted)


def test_the_victims_of_2021_are_women_girls_and_children_at_work_as_published(
    known: figures.Figures,
) -> None:
    people = population.cohort(known, 2021, seed=1, scale=1, first_person=0)
    direct = people.filter((pl.col("status") == "ACR") & (pl.col("category") == "VD"))
    sexual = direct.filter(pl.col("exploitation_forms").str.contains("SEX|PORNO"))
    assert sexual.filter(pl.col("age") >= 18)["sex"].to_list() == ["F"] * 60
    assert sexual.filter(pl.col("age") < 18)["sex"].to_list() == ["F"] * 35
    foreign = direct.filter(pl.col("nationality") != "SLV")["nationality"].value_counts()
    assert dict(foreign.iter_rows()) == {"COL": 3, "GTM": 1}


def test_police_and_prosecution_of_2022_report_whom_they_said_and_share_the_rest(happened: History) -> None:
    of_2022 = identified(happened).filter(year_of("identified_on") == 2022)
    police, prosecution = (
        set(of_2022.filter(pl.col("institution") == code)["person"]) for code in ("PNC", "FGR")
    )
    assert (len(police), len(prosecution), len(police & prosecution)) == (29, 31, 21)
    marked = of_2022.filter(pl.col("vulnerabilities").str.contains("LGBTI"), pl.col("institution") == "PNC")
    assert marked.height == 11


def test_a_person_is_accredited_in_one_year_only(happened: History) -> None:
    years = identified(happened).group_by("person").agg(year_of("identified_on").n_unique().alias("years"))
    assert years["years"].max() == 1


def test_every_identified_person_has_exactly_one_record_that_is_never_spoilt(happened: History) -> None:
    anchors = identified(happened).group_by("person").agg(pl.col("anchor").sum())
    assert anchors["anchor"].unique().to_list() == [1]


def test_many_persons_are_reported_by_several_institutions(happened: History) -> None:
    desks = identified(happened).group_by("person").agg(pl.col("institution").n_unique())
    assert (desks["institution"] > 1).mean() > 0.5


def test_the_same_person_is_written_in_different_ways(happened: History) -> None:
    records = (
        happened.kinds["victims"]
        .group_by("person")
        .agg(
            pl.concat_str("given_names", "surnames", separator=" ").n_unique().alias("spellings"),
            pl.len().alias("records"),
        )
    )
    several = records.filter(pl.col("records") > 1)
    assert 0.05 < (several["spellings"] > 1).mean() < 0.4


def test_some_records_come_a_semester_late(happened: History) -> None:
    calendar = Calendar(2020, 2025)
    records = happened.kinds["victims"].with_columns(due=calendar.semester_of("identified_on"))
    delay = records.select((pl.col("semester") - pl.col("due")).alias("delay"))["delay"]
    assert set(delay) == {0, 1}
    assert 0.01 < delay.mean() < 0.12  # type: ignore[operator]


def test_ages_and_birth_dates_agree_and_minors_have_no_dui(happened: History) -> None:
    records = happened.kinds["victims"].filter(pl.col("birth_date").is_not_null())
    born = (pl.col("identified_on") - pl.col("birth_date")).dt.total_days() / 365.25
    assert records.select((born - pl.col("age")).is_between(-0.1, 1.3).all()).item()
    dui = pl.col("document_type") == "DUI"
    assert records.filter(dui & (pl.col("age") < 18)).height == 0
    assert records.filter(dui & (pl.col("nationality") != "SLV")).height == 0
    assert records.filter(pl.col("document_type") == "PAS")["document_number"].str.starts_with("ZZ").all()


def test_every_dui_is_valid_of_the_reserved_range_and_one_persons_only(happened: History) -> None:
    records = happened.kinds["victims"].filter(pl.col("document_type") == "DUI")
    digits = records["document_number"].str.replace("-", "")
    for number in digits.to_list():
        weighed = sum(int(digit) * weight for digit, weight in zip(number, range(9, 1, -1), strict=False))
        assert int(number[8]) == (10 - weighed % 10) % 10
        assert int(number[:8]) >= names.DUI_RESERVED
    owners = records.with_columns(digits=digits).group_by("digits").agg(pl.col("person").n_unique())
    assert owners["person"].max() == 1


def test_a_consulate_hands_over_counts_and_no_record(known: figures.Figures) -> None:
    people = population.cohort(known, 2019, seed=1, scale=1, first_person=0)
    counted = people.filter(pl.Series(reporting.consular(people, 1, 2019)))
    records = reporting.records(people, Calendar(2019, 2025), seed=1, year=2019)
    assert counted.height
    assert not set(counted["person"]) & set(records["person"])
    assert set(counted["scope"]) == {"EXT_SAL"}


def test_children_are_reported_by_the_institute_until_2022_and_the_council_after(happened: History) -> None:
    first = 2 * (2023 - 2020)
    for kind in ("victims", "services"):
        rows = happened.kinds[kind]
        assert rows.filter(pl.col("institution") == "ISNA")["semester"].max() == first - 1
        assert rows.filter(pl.col("institution") == "CONAPINA")["semester"].min() == first


def test_the_persons_attended_are_as_many_as_published(happened: History, known: figures.Figures) -> None:
    services = happened.kinds["services"]
    for year in range(2020, 2026):
        of_year = services.filter(year_of("delivered_on") == year)
        assert of_year["person"].n_unique() == known.value(year, "assisted", "total"), year
    groups = services.filter(year_of("delivered_on") == 2021).unique("person")["group"].value_counts()
    assert dict(groups.iter_rows()) == {"women": 12, "girls": 10, "men": 2}
    psychological = services.filter(year_of("delivered_on") == 2020, pl.col("service") == "INM_PSI")
    assert psychological["person"].n_unique() == 27


def test_services_follow_identification(happened: History) -> None:
    services = happened.kinds["services"]
    assert services.select((pl.col("delivered_on") >= pl.col("identified_on")).all()).item()
    earlier = services.filter(year_of("identified_on") < year_of("delivered_on"))
    assert earlier.height


def test_cases_suspects_and_convicted_are_as_many_as_published(
    happened: History, known: figures.Figures
) -> None:
    cases = happened.kinds["cases"]
    for year in range(2020, 2026):
        of_year = cases.filter(year_of("stage_on") == year)
        investigated = of_year.filter(pl.col("stage") == "DIL")
        assert investigated["record_ref"].n_unique() == known.value(year, "cases", "investigated"), year
        for stage, category in (("IMP", "suspects"), ("CON", "convicted")):
            persons = of_year.filter(pl.col("stage") == stage)["accused_count"].sum()
            assert persons == known.value(year, "accused", category), (year, category)


def test_the_stages_of_a_case_follow_each_other(happened: History) -> None:
    order = ["DEN", "DIL", "IMP", "REQ", "AINI", "INS", "APRE", "VIS", "CON", "ABS", "SOBP", "SOBD", "FIR"]
    rank = pl.col("stage").replace_strict({stage: i for i, stage in enumerate(order)})
    cases = happened.kinds["cases"].with_columns(rank=rank).sort("record_ref", "rank")
    assert cases.select((pl.col("stage_on") >= pl.col("opened_on")).all()).item()
    steps = cases.select((pl.col("stage_on").diff().over("record_ref").dt.total_days() < 0).sum())
    assert steps.item() == 0
    assert cases.select("institution", "record_ref", "stage").is_unique().all()
