"""Code lists and true figures out of the warehouse, each checked before anything is made of it."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import polars as pl

from release.errors import UserError, forbidden
from release.model import TOTAL, CodeList, Description, Node, Statistic
from release.ordering import cross_product, in_code_list_order

_TRUE = {"1", "true", "t", "yes"}


def require_complete_build(connection: duckdb.DuckDBPyConnection) -> None:
    """Refuse tables of a build that was killed, failed a test or left parts out (macros/last_build.sql)."""
    try:
        complete = connection.execute("SELECT complete FROM build.last_run").fetchall()
    except duckdb.CatalogException as error:
        raise forbidden("warehouse_not_built") from error
    if complete != [(True,)]:
        raise forbidden("build_incomplete")


def read_code_lists(connection: duckdb.DuckDBPyConnection) -> dict[str, CodeList]:
    """Read every dimension with its nodes."""
    try:
        dimensions = connection.execute(
            "SELECT dimension, kind, CAST(covering AS VARCHAR), CAST(exclusive AS VARCHAR),"
            " label_es, label_en FROM reference.dimensions ORDER BY dimension"
        ).fetchall()
        nodes = connection.execute(
            "SELECT dimension, code, parent, label_es, label_en"
            " FROM intermediate.dimension_nodes ORDER BY dimension, seq"
        ).fetchall()
    except duckdb.CatalogException as error:
        raise forbidden("warehouse_not_built") from error
    below: dict[str, list[Node]] = {}
    for dimension, code, parent, label_es, label_en in nodes:
        below.setdefault(dimension, []).append(Node(code, parent, {"es": label_es, "en": label_en}))
    return {
        name: _code_list(name, kind, covering, exclusive, {"es": es, "en": en}, tuple(below[name]))
        for name, kind, covering, exclusive, es, en in dimensions
        if name in below
    }


def _code_list(
    name: str,
    kind: str,
    covering: str | None,
    exclusive: str | None,
    labels: Mapping[str, str],
    nodes: tuple[Node, ...],
) -> CodeList:
    parents = {node.code: node.parent for node in nodes}
    rooted = nodes[0].code == TOTAL and [n.code for n in nodes if n.parent is None] == [TOTAL]
    hanging = [n.code for n in nodes if n.parent is not None and n.parent not in parents]
    if len(parents) < len(nodes) or not rooted or hanging or kind not in ("tree", "set"):
        raise UserError("code_list_broken", dimension=name)
    codes = tuple(code for code in (exclusive or "").split(";") if code)
    return CodeList(name, kind, (covering or "").lower() in _TRUE, codes, labels, nodes)


def read_statistic(
    connection: duckdb.DuckDBPyConnection, description: Description, code_lists: Mapping[str, CodeList]
) -> Statistic:
    """Read a statistic's table and check its columns, its cross product and its counts."""
    name = description.name
    wanted = [*description.dimensions, "value", "contributors"]
    try:
        found = connection.execute(f'SELECT * FROM statistics."{name}" LIMIT 0').description or []
    except duckdb.CatalogException as error:
        raise forbidden("statistic_not_built", model=name) from error
    if sorted(str(column[0]) for column in found) != sorted(wanted):
        raise UserError("columns_differ", model=name, columns=", ".join(wanted))
    picked = [f'CAST("{column}" AS VARCHAR) AS "{column}"' for column in description.dimensions]
    picked += ["CAST(value AS BIGINT) AS value", "CAST(contributors AS BIGINT) AS contributors"]
    frame = connection.execute(f'SELECT {", ".join(picked)} FROM statistics."{name}"').pl()
    check_cells(frame, description, code_lists)
    return Statistic(description, in_code_list_order(frame, description.dimensions, code_lists))


def check_cells(frame: pl.DataFrame, description: Description, code_lists: Mapping[str, CodeList]) -> None:
    """Refuse a table that is not exactly its cross product, or whose counts are no counts."""
    expected = cross_product(description.dimensions, code_lists)
    dimensions = list(description.dimensions)
    complete = (
        frame.height == expected.height
        and expected.join(frame, on=dimensions, how="anti").is_empty()
        and frame.select(dimensions).is_unique().all()
    )
    if not complete:
        raise UserError("cells_differ", model=description.name, cells=frame.height, expected=expected.height)
    value, contributors = pl.col("value"), pl.col("contributors")
    sound = (
        value.is_not_null()
        & contributors.is_not_null()
        & (contributors >= 0)
        & (contributors <= value)
        & ((value > 0) == (contributors > 0))
    )
    if not frame.select(sound.all()).item():
        raise UserError("counts_impossible", model=description.name)
