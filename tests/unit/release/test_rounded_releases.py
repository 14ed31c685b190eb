"""A population that the policy rounds: from draft to publication and verification, and the releases after."""

import csv
import json
import shutil

import duckdb
import openpyxl
import polars as pl
import pytest
from release_home import small_world
from test_drafting import fixed_world, shown

import release
from release import auditing, ledger
from release.certificate_reading import release_doubts
from release.errors import UserError
from release.folder import read_table

TABLE, KEYS = "victims_by_scope", ["semester", "scope"]
ROUND = '[populations.victims]\nmethod = "round"\n'
BASE = 10
SMALL = {
    (semester, scope): n
    for semester, row in {
        "2024-S1": (33, 2, 11, 0),
        "2024-S2": (27, 4, 9, 3),
        "2025-S1": (14, 6, 1, 2),
        "2025-S2": (51, 8, 3, 20),
    }.items()
    for scope, n in zip(("INT", "EXT_SAL", "EXT_ENT", "ND"), row, strict=True)
}


def rounded_home(home, world, more=""):
    """The home's policy rounds victims; what it says of the other populations stays."""
    write = home.write_policy
    home.secret = lambda: b"sixteen bytes...and some"
    home.build(world)
    home.write_policy = lambda populations: None
    write({said.population for said in world.descriptions} - {"victims"})
    policy = home.folder / "policy.toml"
    policy.write_text(policy.read_text() + "\n\n" + ROUND + more)
    return home


@pytest.fixture
def small(home):
    return rounded_home(home, fixed_world(SMALL))


def true_cells(world, name=TABLE):
    return world.frames[name]


def test_every_figure_is_a_multiple_near_the_truth_and_all_of_them_add_up(small):
    made = small.draft("2025-S1")
    frame = shown(made, TABLE)
    true = frame.join(true_cells(fixed_world(SMALL)), on=KEYS, suffix="_true", how="left")
    closed = true.filter(pl.col("semester").str.contains("-S"))
    assert frame["status"].unique().to_list() == ["rounded:10"]
    assert (frame["value"] % BASE == 0).all()
    assert ((closed["value"] - closed["value_true"]).abs() < BASE).all()
    assert closed.filter(pl.col("value") != pl.col("value_true")).height > 0
    by_code = {tuple(row[:2]): row[2] for row in frame.iter_rows()}
    for scope in ("_T", "INT", "EXT", "ND"):
        assert by_code["2024", scope] == by_code["2024-S1", scope] + by_code["2024-S2", scope]
    for semester in frame["semester"].unique():
        assert by_code[semester, "_T"] == sum(by_code[semester, scope] for scope in ("INT", "EXT", "ND"))


def test_a_release_goes_out_rounded_and_everything_in_it_says_so(small):
    made = small.draft("2024-S2")
    assert made.rounded == {TABLE: BASE}
    audit = made.audit()["populations"]["victims"]
    assert (audit["method"], audit["base"], audit["withheld"], audit["open"]) == ("round", BASE, 0, [])
    assert audit["sensitive"] > 0 and audit["attackers"] == ["additive", "joint"]
    small.approve(made.id)
    folder = small.publish(made.id).folder
    assert release.verify(folder).valid
    assert release.check_certificate(folder, connection=small.connection, places=small.places) == []
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["policy"]["victims"] == {"k": 5, "protection": "count", "method": "round", "base": BASE}
    about = manifest["tables"][TABLE]
    assert (about["method"], about["base"], about["withheld"]) == ("round", BASE, 0)
    for path in (folder / "tables" / f"{TABLE}.csv", folder / "exports" / "csv" / f"{TABLE}.csv"):
        with path.open(newline="", encoding="utf-8") as rows:
            assert {row["status"] for row in csv.DictReader(rows)} == {"rounded:10"}
    parquet = next((folder / "exports").rglob("*.parquet"))
    assert pl.read_parquet(parquet)["status"].unique().to_list() == ["rounded:10"]
    with duckdb.connect(str(folder / "public.duckdb"), read_only=True) as public:
        facts = dict(public.execute("SELECT key, value FROM meta_release").fetchall())
        assert public.execute(f"SELECT DISTINCT status FROM {TABLE}").fetchall() == [("rounded:10",)]
    assert (facts["method_victims"], facts["base_victims"]) == ("round", "10")


@pytest.mark.parametrize("lang", ["es", "en"])
def test_the_workbook_marks_every_rounded_figure_and_tells_method_and_base(home, lang):
    rounded_home(home, small_world())
    folder = home.released("2024-S2").folder
    book = openpyxl.load_workbook(folder / "exports" / f"2024-S2-r1_{lang}.xlsx")
    contents, notes, *tables = book.worksheets[1:]
    told = {row[1].value: row[4].value for row in contents.iter_rows(min_row=4) if row[4].value is not None}
    assert (
        sorted(map(str, told.values()))
        == ["0"] + [f"≈ {'a múltiplos de' if lang == 'es' else 'to multiples of'} 10"] * 2
    )
    assert any(row[0].value == "≈" for row in notes.iter_rows())
    assert "redondeo controlado" in said(notes) or "controlled rounding" in said(notes)
    for sheet in tables:
        numbers = [cell for row in sheet.iter_rows(min_row=7) for cell in row if isinstance(cell.value, int)]
        formats = {"≈" in cell.number_format for cell in numbers}
        words = "múltiplos de 10" if lang == "es" else "multiples of 10"
        assert formats == {words in said(sheet)}


def said(sheet):
    return " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def test_the_next_releases_keep_every_figure_that_was_shown(small):
    before = {}
    for period in ("2024-S1", "2024-S2", "2025-S1", "2025-S2"):
        done = small.released(period)
        frame = read_table(done.folder, TABLE, tuple(KEYS))
        now = {row[:2]: row[2] for row in frame.iter_rows() if "-S" in row[0] or row[0] == "2024"}
        if period == "2024-S1":
            now = {codes: value for codes, value in now.items() if "-S" in codes[0]}
        assert before.items() <= now.items()
        before = now
        assert release.check_certificate(done.folder, connection=small.connection, places=small.places) == []


def test_the_same_secret_gives_the_same_figures_and_another_one_others(small):
    def drafted(secret):
        small.secret = lambda: secret
        return shown(small.draft("2025-S2"), TABLE)["value"].to_list()

    assert drafted(b"1" * 32) == drafted(b"1" * 32)
    assert len({tuple(drafted(bytes([n]) * 32)) for n in range(4)}) > 1


def test_without_a_secret_nothing_is_rounded(small):
    for secret in (None, lambda: b"short"):
        with pytest.raises(UserError, match="rounding_secret_missing") as caught:
            small.draft("2025-S1", secret=secret)
        assert caught.value.exit_code == 3


def test_a_linked_population_is_rounded_with_its_yes_no_sets_and_others_are_not(home):
    """Of each person the forms: totals, items and complements go together."""
    rounded_home(home, small_world(), "base = 15\n")
    made = home.draft("2025-S1")
    assert made.rounded == {TABLE: 15, "victims_by_form": 15}
    form = shown(made, "victims_by_form", ("semester", "exploitation_form"))
    scope = shown(made, TABLE)
    whole = pl.col("semester") == "_T"
    total = form.filter(whole, pl.col("exploitation_form") == "_T")["value"].item()
    assert total == scope.filter(whole, pl.col("scope") == "_T")["value"].item()
    assert form.filter(whole)["value"].max() == total
    other = shown(made, "submissions_by_institution", ("semester", "institution"))
    assert other["status"].unique().to_list() == ["A"]


@pytest.mark.parametrize(("first", "then"), [(ROUND, ""), ("", ROUND), (ROUND, ROUND + "base = 15\n")])
def test_a_population_keeps_the_method_and_base_of_its_first_release(home, first, then):
    home.build(fixed_world(SMALL))
    policy = home.folder / "policy.toml"
    text = policy.read_text()
    home.secret = lambda: b"x" * 16
    policy.write_text(text.replace("[populations.victims]", first or "[populations.victims]"))
    home.released("2024-S2")
    policy.write_text(text.replace("[populations.victims]", then or "[populations.victims]"))
    with pytest.raises(UserError, match="method_changed") as caught:
        home.draft("2025-S1")
    assert (caught.value.exit_code, caught.value.params["release"]) == (3, "2024-S2-r1")


def test_a_base_too_small_for_many_small_parts_is_refused(home):
    """Each of ten departments holds one person: with a base of 5 and k = 4 a total of 0 hides at most 4."""
    world = small_world(only=("victims_by_department",), units=12, seed=5)
    home.k = 4
    rounded_home(home, world, "base = 5\n")
    with pytest.raises(UserError, match="rounding_not_safe") as caught:
        home.draft("2025-S2")
    assert caught.value.params["base"] == 5


def forged(small, made, change):
    """A copy of a draft's public folder in which a table's rows were changed."""
    folder = small.folder / "forged"
    shutil.copytree(made.public, folder)
    path = folder / "tables" / f"{TABLE}.csv"
    frame = pl.read_csv(path, schema_overrides={"semester": pl.String})
    frame.with_columns(change).write_csv(path)
    return folder


def standing(small, made):
    history = release.history.read_history(small.connection, small.places)
    return release.publishing._standing(made, small.connection, history), history


FORGERIES = {
    "exact": pl.when(pl.col("scope") == "INT").then(pl.lit("A")).otherwise("status").alias("status"),
    "no multiple": (pl.col("value") + 1).alias("value"),
    "does not add up": pl.when((pl.col("scope") == "INT") & (pl.col("semester") == "2024-S1"))
    .then(pl.col("value") + 10)
    .otherwise("value")
    .alias("value"),
    "far away": (pl.col("value") * 40).alias("value"),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_tampered_figures_pass_neither_audit_nor_certificate(small, name):
    made = small.draft("2024-S2")
    folder = forged(small, made, FORGERIES[name])
    true, history = standing(small, made)
    with pytest.raises(UserError, match="table_not_as_drafted"):
        auditing.audit_all(folder, true, history, made.facts["policy"], {})
    assert doubted(small, made, folder)


def doubted(small, made, folder, policy=None):
    content = made.content()
    manifest = {
        "id": made.id,
        "policy": policy or content.head.policy,
        "tables": {TABLE: {"population": "victims", "dimensions": KEYS}},
    }
    with ledger.opened(small.connection, small.places.ledger, small.places.key):
        return release_doubts(folder, manifest, small.connection, made.digest)


def test_the_certificate_is_of_this_base_and_method_and_of_no_other(small):
    made = small.draft("2024-S2")
    sound = dict(made.facts["policy"]["victims"])
    assert doubted(small, made, made.public) == []
    for wrong in ({"base": 20}, {"base": 5}, {"base": "10"}, {"method": "cell_key"}, {"method": "withhold"}):
        assert doubted(small, made, made.public, {"victims": sound | wrong})
    exact = {key: sound[key] for key in ("k", "protection")}
    assert doubted(small, made, made.public, {"victims": exact})


def test_publish_refuses_a_tampered_figure_and_a_lost_certificate(small):
    made = small.draft("2024-S2")
    small.approve(made.id)
    path = made.public / "tables" / f"{TABLE}.csv"
    whole = path.read_text()
    path.write_text(whole.replace(",20,rounded:10", ",30,rounded:10"))
    assert path.read_text() != whole
    with pytest.raises(UserError, match="draft_changed"):
        small.publish(made.id)
    path.write_text(whole)
    small.connection.execute("DELETE FROM certificate.leaves WHERE witness > 1")
    with pytest.raises(UserError, match="certificate_proves_not"):
        small.publish(made.id)


def test_a_ledger_of_two_figures_for_one_cell_stops_the_next_draft(small):
    small.released("2024-S1")
    small.released("2024-S2")
    with ledger.opened(small.connection, small.places.ledger, None):
        small.connection.execute(
            "UPDATE ledger.cells SET value = value + 10"
            " WHERE release_id = '2024-S1-r1' AND codes = ['2024-S1', 'INT']"
        )
    with pytest.raises(UserError, match="ledger_contradicts"):
        small.draft("2025-S1")
