"""Parquet: one file a table, typed, with what describes it as metadata."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from release.exports.tidy import tidy
from release.model import Language, PublicContent, PublicTable


def write_parquet(content: PublicContent, out: Path, languages: tuple[Language, ...]) -> tuple[Path, ...]:
    """Write `parquet/<table>.parquet` for every table."""
    folder = out / "parquet"
    folder.mkdir(exist_ok=True)
    written = []
    for table in content.tables:
        path = folder / f"{table.description.name}.parquet"
        frame = tidy(table, content, languages)
        types = [pa.int64() if name == "value" else pa.string() for name in frame.columns]
        fields = [pa.field(name, kind) for name, kind in zip(frame.columns, types, strict=True)]
        schema = pa.schema(fields, metadata=_metadata(content, table, languages))
        pq.write_table(frame.to_arrow().cast(schema), path, compression="zstd")
        written.append(path)
    return tuple(written)


def _metadata(content: PublicContent, table: PublicTable, languages: tuple[Language, ...]) -> dict[str, str]:
    said = table.description
    facts = {
        "release": content.head.id,
        "period": content.head.period,
        "published_at": content.head.published_at,
        "name": said.name,
        "population": said.population,
        "dimensions": json.dumps(said.dimensions),
        "articles": json.dumps(said.articles, ensure_ascii=False),
        "indicators": json.dumps(said.indicators, ensure_ascii=False),
        "pending_revision": json.dumps(table.pending_revision),
    }
    for language in languages:
        facts[f"title_{language}"] = said.title[language]
        facts[f"note_{language}"] = said.note[language]
        facts[f"unit_{language}"] = said.unit[language]
    return facts
