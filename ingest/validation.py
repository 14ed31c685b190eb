"""Every row of a table is decoded and held against its schema; nothing is dropped silently."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl
from pandera.polars import DataFrameSchema

import linkage
from ingest.decoding import Decoder
from ingest.errors import UserError
from ingest.folding import folded
from ingest.grids import ERROR, FORMULA, ROW
from ingest.headers import key
from ingest.outcomes import REJECTED, WARNED, Outcome, faults_of, faults_where
from ingest.personal import rules_of, sharpened, starts_formula
from ingest.reading import FLAG, Table
from schemas import Column
from schemas.ages import AGES, adult
from schemas.codelists import CHILD_WORDS, codelist
from schemas.validation import NO_FAULTS, doubts, failures, pandera_schema, with_blanks

UNCLEAR = (
    "unknown_code",
    "date_format",
    "number_format",
    "age_out_of_range",
    "count_out_of_range",
    "amount_format",
    "amount_out_of_range",
)
FEWEST = 20  # values below which no column is called shifted
NEARLY_ALL = 0.9
LOOKED_AT = 2_000  # distinct values held against the neighbours of a column that fails


def validate(table: Table, today: date, period_ends: date | None) -> Outcome:
    """Decode and check a table; raises `UserError` when a column is shifted as a whole."""
    values, unread = _decoded(table)
    schema = pandera_schema(table.kind, values.columns, today)
    unread = pl.concat([_marked(table, REJECTED), unread])
    found = pl.concat([unread, _failures(schema, values, unread)])
    faults = _sharpened(table, found.unique(["index", "column"], keep="first", maintain_order=True))
    _refuse_shifted(table, faults)
    return Outcome(table, values, pl.concat([faults, *_warnings(table, values, period_ends)]))


def _failures(schema: DataFrameSchema, values: pl.DataFrame, unread: pl.DataFrame) -> pl.DataFrame:
    """What breaks the schema; a cell that could not be read is not called empty besides."""
    found = faults_of(failures(schema, values), REJECTED)
    read = ~pl.col("index").is_in(unread["index"].implode())
    return found.filter((pl.col("rule") != "columns_needed") | read)


def _decoded(table: Table) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The values of all columns the table or its profile provides, and what could not be read."""
    series: list[pl.Series] = []
    faults = [faults_of(NO_FAULTS, REJECTED)]
    for column in table.kind.columns:
        raw = _raw(table, column)
        if raw is None:
            continue
        decoded = Decoder(column, table.profile)(raw)
        series.append(_flagged(table, column, decoded.values).alias(column.name))
        if decoded.precision is not None:
            series.append(decoded.precision.alias(f"{column.name}_precision"))
        faults += _faults_by_rule(decoded.rule, column)
        if column.type == "text":
            formula = pl.select(starts_formula(pl.lit(decoded.values))).to_series()
            faults.append(faults_where(formula, column.name, "formula_in_cell"))
        if column.type == "text" and not column.identity:  # of other types nothing is kept that is no value
            faults += _faults_by_rule(rules_of(decoded.values), column)
    return pl.DataFrame(series), pl.concat(faults)


def _faults_by_rule(rules: pl.Series, column: Column) -> list[pl.DataFrame]:
    """One fault for each row that has a rule."""
    return [faults_where(rules == rule, column.name, rule) for rule in rules.unique().drop_nulls().sort()]


def _raw(table: Table, column: Column) -> pl.Series | None:
    """The text of a column: from the file, else the profile's constant, default or flags."""
    constant, default = table.profile.constants.get(column.name), table.profile.defaults.get(column.name)
    if constant is not None:
        return pl.repeat(constant, table.raw.height, eager=True)
    if column.name in table.titles:
        return table.raw[column.name]
    if default is not None or any(flag.sets == column.name for flag in table.profile.flags):
        return pl.repeat(None, table.raw.height, dtype=pl.String, eager=True)
    return None


def _flagged(table: Table, column: Column, values: pl.Series) -> pl.Series:
    """The values with the codes that flags set, and the default where nothing is left."""
    codes = [
        pl.when(folded(pl.col(FLAG + key(flag.column))) == flag.equals.lower()).then(pl.lit(flag.code))
        for flag in table.profile.flags
        if flag.sets == column.name
    ]
    if codes:
        parts = table.raw.select(pl.concat_list(pl.lit(values), *codes).list.drop_nulls().alias("codes"))
        joined = parts.select(pl.col("codes").list.unique(maintain_order=True).list.join(";")).to_series()
        values = joined.replace("", None)
    default = table.profile.defaults.get(column.name)
    return values if default is None else values.fill_null(default)


def _marked(table: Table, severity: str) -> pl.DataFrame:
    """What the file itself says of cells: formulas and errors reject their row, the rest is a note."""
    rows = table.raw.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("index"), ROW)
    rejecting = pl.col("rule").is_in([FORMULA, ERROR])
    found = table.marks.filter(rejecting if severity == REJECTED else ~rejecting)
    return faults_of(found.join(rows, on=ROW, how="inner"), severity)


def _sharpened(table: Table, faults: pl.DataFrame) -> pl.DataFrame:
    """Tell personal data, formulas and free text apart from mere unknown codes."""
    parts = []
    for (name,), part in faults.group_by("column", maintain_order=True):
        column = table.kind.column(str(name))
        if column.identity or column.name not in table.titles:
            parts.append(part)
            continue
        cells = part.with_columns(text=table.raw[column.name].gather(part["index"]))
        unclear = pl.col("rule").is_in(UNCLEAR) & pl.col("text").is_not_null()
        told = sharpened(cells.select("text", "rule"))
        parts.append(cells.with_columns(rule=pl.when(unclear).then(told).otherwise("rule")).drop("text"))
    return pl.concat(parts) if parts else faults


def _refuse_shifted(table: Table, faults: pl.DataFrame) -> None:
    """Shifted: nearly all of a required column wrong and right for its neighbour, or two such columns."""
    wrong = [
        name
        for name in table.kind.required
        if name in table.titles and _nearly_all_wrong(table, name, faults)
    ]
    shifted = wrong if len(wrong) > 1 else [name for name in wrong if _fits_a_neighbour(table, name)]
    if shifted:
        titles = [table.titles[name] for name in shifted]
        where: dict[str, Any] = {"file": table.file, "sheet": table.sheet, "row": table.header_row}
        raise UserError("columns_shifted", **where, columns=titles)


def _nearly_all_wrong(table: Table, name: str, faults: pl.DataFrame) -> bool:
    filled = table.raw.height - table.raw[name].null_count()
    wrong = faults.filter((pl.col("column") == name) & (pl.col("rule") != "required_missing")).height
    return filled >= FEWEST and wrong >= NEARLY_ALL * filled


def _fits_a_neighbour(table: Table, name: str) -> bool:
    """Whether half of the values would be right in a column beside this one."""
    values = table.raw[name].drop_nulls().head(LOOKED_AT)
    others = (table.kind.column(other) for other in table.neighbours[name])
    return any(_share_right(table, other, values) >= 0.5 for other in others if other.type != "text")


def _share_right(table: Table, column: Column, values: pl.Series) -> float:
    decoded = Decoder(column, table.profile)(values).values
    if column.codelist and column.type == "code":
        decoded = decoded.filter(decoded.is_in([entry.code for entry in codelist(column.codelist)]))
    elif column.type == "codes":
        return 0.0
    return decoded.drop_nulls().len() / max(values.len(), 1)


def _warnings(table: Table, values: pl.DataFrame, period_ends: date | None) -> Iterable[pl.DataFrame]:
    """What is loaded and yet worth a look."""
    yield _marked(table, WARNED)
    yield faults_of(doubts(table.kind, values), WARNED)
    yield _called_children(table, values)
    if period_ends is not None and table.kind.event in values.columns:
        late = values[table.kind.event] > period_ends
        yield faults_where(late, table.kind.event, "date_after_period", WARNED)
    if {"document_type", "document_number"} <= set(values.columns):
        suspect = linkage.suspect_duis(values)
        yield faults_where(suspect, "document_number", "document_suspect", WARNED)


def _called_children(table: Table, values: pl.DataFrame) -> pl.DataFrame:
    """Adults whose sex is written as a word for children: the word or the age is wrong."""
    event, aged = table.kind.event, {"sex", "age_group"} <= set(table.kind.names)
    if not aged or "sex" not in table.titles or event not in values.columns:
        return faults_of(NO_FAULTS, WARNED)
    ages = with_blanks(values, table.kind, AGES)
    word = table.raw.select(folded(pl.col("sex")).is_in(CHILD_WORDS)).to_series()
    return faults_where(word & ages.select(adult(event)).to_series(), "sex", "adult_called_child", WARNED)


def repeats(outcomes: list[Outcome]) -> list[Outcome]:
    """Rows that repeat the key of an earlier valid row of the submission, in whatever file or sheet."""
    done = list(outcomes)
    for kind in {outcome.table.kind.name: outcome.table.kind for outcome in outcomes}.values():
        places = [i for i, outcome in enumerate(done) if outcome.table.kind is kind]
        names = kind.unique
        if not names or any(not set(names) <= set(done[i].values.columns) for i in places):
            continue
        keys = pl.concat(_valid_keys(done[i], i, names) for i in places)
        again = keys.filter(~pl.struct(names).is_first_distinct()).select("place", "index")
        for (place,), part in again.group_by("place"):
            told = part.with_columns(column=pl.lit(names[0]), rule=pl.lit("repeated"))
            done[int(str(place))] = done[int(str(place))].with_faults(faults_of(told, REJECTED))
    return _contradictions(done)


def _valid_keys(outcome: Outcome, place: int, names: tuple[str, ...]) -> pl.DataFrame:
    keys = outcome.values.select(pl.lit(place).alias("place"), *names).with_row_index("index")
    return keys.join(outcome.rejected, on="index", how="anti", maintain_order="left")


def _contradictions(outcomes: list[Outcome]) -> list[Outcome]:
    """A kind declared to have nothing cannot have rows in the same submission."""
    filled = {
        outcome.table.kind.name for outcome in outcomes if outcome.rejected.height < outcome.values.height
    }
    return [
        outcome.with_faults(
            faults_where(
                outcome.values["declared_kind"].is_in(sorted(filled)), "declared_kind", "nothing_contradicted"
            )
        )
        if outcome.table.kind.name == "nothing"
        else outcome
        for outcome in outcomes
    ]
