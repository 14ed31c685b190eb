"""public.duckdb: the released tables as the dashboard opens them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from release.databases import insert_frame
from release.model import CodeList, Description, Node, PublicContent, PublicTable, ReleaseHead

_META = {
    "meta_release": "key VARCHAR, value VARCHAR",
    "meta_tables": (
        "name VARCHAR, title_es VARCHAR, title_en VARCHAR, note_es VARCHAR, note_en VARCHAR,"
        " unit_es VARCHAR, unit_en VARCHAR, articles VARCHAR[], indicators VARCHAR[], population VARCHAR,"
        " dimensions VARCHAR[], cells BIGINT, withheld BIGINT, pending_revision BOOLEAN, seq INTEGER"
    ),
    "meta_dimensions": (
        "dimension VARCHAR, kind VARCHAR, covering BOOLEAN, exclusive VARCHAR[],"
        " label_es VARCHAR, label_en VARCHAR"
    ),
    "meta_codelists": (
        "dimension VARCHAR, code VARCHAR, parent VARCHAR, seq INTEGER, label_es VARCHAR, label_en VARCHAR"
    ),
}


def write_public_database(path: Path, content: PublicContent) -> None:
    """Write the tables of a release and what describes them into a new DuckDB file."""
    rows: dict[str, list[tuple[object, ...]]] = {
        "meta_release": _release_rows(content),
        "meta_tables": _table_rows(content),
        "meta_dimensions": [
            (c.dimension, c.kind, c.covering, list(c.exclusive), c.labels["es"], c.labels["en"])
            for c in content.code_lists.values()
        ],
        "meta_codelists": [row for c in content.code_lists.values() for row in _code_rows(c)],
    }
    with duckdb.connect(str(path)) as connection:
        for table in content.tables:
            columns = [f'"{name}" VARCHAR' for name in table.description.dimensions]
            declared = ", ".join([*columns, "value BIGINT", "status VARCHAR"])
            connection.execute(f'CREATE TABLE "{table.description.name}" ({declared})')
            insert_frame(connection, f'"{table.description.name}"', table.frame)
        for name, declared in _META.items():
            connection.execute(f'CREATE TABLE "{name}" ({declared})')
            if rows[name]:
                marks = ", ".join("?" * len(rows[name][0]))
                connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows[name])


def _release_rows(content: PublicContent) -> list[tuple[object, ...]]:
    head = content.head
    rows: list[tuple[object, ...]] = [
        ("id", head.id),
        ("period", head.period),
        ("semesters", ";".join(head.semesters)),
        ("published_at", head.published_at),
        ("code_version", head.code_version),
    ]
    for population, applied in head.policy.items():
        rows += [(f"{key}_{population}", _as_text(value)) for key, value in applied.items()]
    return rows


def _as_text(value: object) -> str:
    return ";".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _table_rows(content: PublicContent) -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for seq, table in enumerate(content.tables):
        said = table.description
        texts = [text[language] for text in (said.title, said.note, said.unit) for language in ("es", "en")]
        lists = [list(said.articles), list(said.indicators)]
        counts = [table.frame.height, table.withheld, table.pending_revision, seq]
        rows.append((said.name, *texts, *lists, said.population, list(said.dimensions), *counts))
    return rows


def _code_rows(code_list: CodeList) -> list[tuple[object, ...]]:
    return [
        (code_list.dimension, node.code, node.parent, seq, node.labels["es"], node.labels["en"])
        for seq, node in enumerate(code_list.nodes)
    ]


def read_public_database(path: Path, policy: Mapping[str, Mapping[str, Any]]) -> PublicContent:
    """Read back what `write_public_database` wrote; the policy stands in the manifest."""
    with duckdb.connect(str(path), read_only=True) as connection:
        said = dict(connection.execute("SELECT key, value FROM meta_release").fetchall())
        head = ReleaseHead(
            id=said["id"],
            period=said["period"],
            semesters=tuple(said["semesters"].split(";")),
            published_at=said["published_at"],
            code_version=said["code_version"],
            policy=policy,
        )
        return PublicContent(head, _read_code_lists(connection), _read_tables(connection))


def _read_code_lists(connection: duckdb.DuckDBPyConnection) -> dict[str, CodeList]:
    nodes: dict[str, list[Node]] = {}
    rows = connection.execute(
        "SELECT dimension, code, parent, label_es, label_en FROM meta_codelists ORDER BY dimension, seq"
    ).fetchall()
    for dimension, code, parent, es, en in rows:
        nodes.setdefault(dimension, []).append(Node(code, parent, {"es": es, "en": en}))
    dimensions = connection.execute(
        "SELECT dimension, kind, covering, exclusive, label_es, label_en FROM meta_dimensions"
    ).fetchall()
    return {
        name: CodeList(name, kind, covering, tuple(exclusive), {"es": es, "en": en}, tuple(nodes[name]))
        for name, kind, covering, exclusive, es, en in dimensions
    }


def _read_tables(connection: duckdb.DuckDBPyConnection) -> tuple[PublicTable, ...]:
    rows = connection.execute("SELECT * FROM meta_tables ORDER BY seq").fetchall()
    tables = []
    for name, title_es, title_en, note_es, note_en, unit_es, unit_en, articles, indicators, *rest in rows:
        population, dimensions, _cells, _withheld, pending, _seq = rest
        description = Description(
            name=name,
            title={"es": title_es, "en": title_en},
            note={"es": note_es, "en": note_en},
            unit={"es": unit_es, "en": unit_en},
            articles=tuple(articles),
            indicators=tuple(indicators),
            population=population,
            dimensions=tuple(dimensions),
        )
        frame = connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid').pl()
        tables.append(PublicTable(description, frame, pending))
    return tuple(tables)
