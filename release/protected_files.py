"""What `trata protect` writes: pattern, certificate and summary, once the verifier has agreed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from disclosure import Pattern
from release.certificate_instances import CERTIFICATE, PATTERN, instance_doubts
from release.instance_files import Instance, InstanceError
from release.witnesses import leaf_rows

SUMMARY = "summary.json"


def certificate(instance: Instance, pattern: Pattern) -> pl.DataFrame:
    """The witnesses as rows: number, table, a column a dimension, value."""
    rows = leaf_rows(instance.system, pattern, instance.leaves)
    told = [rows.clear().select("witness", "table", "value")]
    for table in instance.leaves:
        names = enumerate(table.codes.columns)
        codes = [pl.col("codes").list.get(place).alias(name) for place, name in names]
        mine = rows.filter(pl.col("table") == table.table)
        told.append(mine.select("witness", "table", *codes, "value"))
    whole = pl.concat(told, how="diagonal").sort("witness", maintain_order=True)
    missing = [name for name in instance.dimensions if name not in whole.columns]
    whole = whole.with_columns(pl.lit(None, pl.String).alias(name) for name in missing)
    return whole.select("witness", "table", *instance.dimensions, "value")


def write_protected(
    folder: Path,
    out: Path,
    pattern: pl.DataFrame,
    proof: pl.DataFrame,
    summary: Mapping[str, object],
) -> None:
    """Write all three, or nothing where the verifier finds something not proven.

    folder: the instance, which the verifier reads for itself. summary: has `k` and `policy`.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=out) as fresh:
        made = Path(fresh)
        pattern.write_csv(made / PATTERN)
        proof.write_csv(made / CERTIFICATE)
        (made / SUMMARY).write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")
        found = instance_doubts(folder, made, {"k": summary["k"], "protection": summary["policy"]})
        if found:
            table, codes = found[0]
            raise InstanceError(
                "not_certified", exit_code=3, table=table, cells=len(found), codes=", ".join(codes) or "-"
            )
        for name in (PATTERN, CERTIFICATE, SUMMARY):
            (made / name).replace(out / name)
