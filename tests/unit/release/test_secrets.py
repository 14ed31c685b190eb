"""Nothing that is withheld stands in a release, in any form, in any file."""

import re
import struct
import zipfile

import duckdb
import openpyxl
import polars as pl
import pytest
from release_home import small_world
from release_world import World

from release import ledger

# Every record counts for a number of its own: what is withheld is then nowhere by chance, not even as the
# difference of two published values, which is how compressed columns store them.
WEIGHTS = (40_000, 99_999)


@pytest.fixture
def planted(home):
    home.k = 100_000
    world = small_world(units=12, weights=WEIGHTS, only=("victims_by_scope", "victims_by_form"))
    home.build(world)
    return world, home.released("2025-S1")


def withheld_values(world: World, release) -> set[int]:
    """True values that are withheld in some cell and published in none."""
    hidden, shown = set(), set()
    for path in (release.folder / "tables").glob("*.csv"):
        frame = pl.read_csv(path, schema_overrides={"semester": pl.String})
        shown |= set(frame["value"].drop_nulls())
        keys = [name for name in frame.columns if name not in ("value", "status")]
        true = frame.filter(pl.col("status") == "c").join(world.frames[path.stem], on=keys, suffix="_true")
        later = pl.col("semester").is_in(["_T", "2025"])  # the build goes on after the period
        hidden |= set(true.filter(~later)["value_true"])
    return hidden - shown


def patterns(values: set[int]) -> re.Pattern[bytes]:
    """Every way a number may stand in a file: in digits, not as part of a longer number, and in binary."""
    digits = [form.encode() for value in values for form in (str(value), f"{value:,}")]
    binary = [struct.pack(order + size, value) for value in values for order in "<>" for size in "qi"]
    return re.compile(
        b"(?<![0-9])(?:" + b"|".join(digits) + b")(?![0-9])|" + b"|".join(map(re.escape, binary)), re.DOTALL
    )


def test_there_is_something_to_find(planted):
    assert len(withheld_values(*planted)) > 5


def test_no_withheld_value_stands_in_any_byte_of_the_release(planted):
    world, release = planted
    sought = patterns(withheld_values(world, release))
    for path in (p for p in release.folder.rglob("*") if p.is_file()):
        contents = [path.read_bytes()]
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                contents += [archive.read(name) for name in archive.namelist()]
        assert not any(sought.search(content) for content in contents), path.name


def test_the_search_finds_a_value_that_is_there():
    sought = patterns({73417})
    assert sought.search(b"a,73417,c") and sought.search(struct.pack("<q", 73417))
    assert not sought.search(b"a,734170,c")


def test_no_withheld_value_can_be_read_out_of_any_format(planted):
    world, release = planted
    hidden = withheld_values(world, release)
    found: set[object] = set()
    with duckdb.connect(str(release.folder / "public.duckdb"), read_only=True) as connection:
        for (name,) in connection.execute("SELECT name FROM meta_tables").fetchall():
            found |= {row[0] for row in connection.execute(f"SELECT value FROM {name}").fetchall()}
    for path in release.folder.glob("exports/parquet/*.parquet"):
        found |= set(pl.read_parquet(path)["value"])
    for path in release.folder.glob("exports/*.xlsx"):
        for sheet in openpyxl.load_workbook(path).worksheets:
            found |= {cell.value for row in sheet.iter_rows() for cell in row}
    assert not hidden & {value for value in found if isinstance(value, int)}


def test_nothing_tells_which_withheld_cell_is_sensitive_by_itself(planted):
    _, release = planted
    words = (b"primary", b"secondary", b"sensitive", b"contributors")
    for path in (p for p in release.folder.rglob("*") if p.suffix in (".csv", ".json")):
        assert not any(word in path.read_bytes() for word in words), path.name


def test_no_withheld_value_stands_in_the_draft_or_in_an_unencrypted_ledger(home, planted):
    world, release = planted
    sought = patterns(withheld_values(world, release))
    # audit.json has the ends of intervals, which anybody can compute and which may happen to be true values.
    drafted = [p for p in home.places.drafts.rglob("*") if p.is_file() and p.name != "audit.json"]
    with ledger.opened(home.connection, home.places.ledger, None):
        rows = home.connection.execute("SELECT * FROM ledger.cells").fetchall()
    assert not any(sought.search(path.read_bytes()) for path in drafted)
    assert not sought.search(repr(rows).encode())


def test_rows_keep_code_list_order_not_the_order_of_values(planted):
    _, release = planted
    lists = {
        p.stem: pl.read_csv(p, infer_schema=False)["code"].to_list()
        for p in release.folder.glob("codelists/*.csv")
        if p.stem != "dimensions"
    }
    for path in release.folder.glob("tables/*.csv"):
        frame = pl.read_csv(path, infer_schema=False)
        names = [name for name in frame.columns if name not in ("value", "status")]
        ranks = [
            tuple(lists[n].index(c) for n, c in zip(names, row, strict=True))
            for row in frame.select(names).rows()
        ]
        assert ranks == sorted(ranks)
