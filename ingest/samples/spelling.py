"""How the same name comes to be written in another way at another desk."""

from __future__ import annotations

import numpy as np
import polars as pl

from ingest.samples.draw import flags

_HEARD = [
    ("v", "b"), ("z", "s"), ("s", "z"), ("c", "s"), ("ll", "y"), ("y", "i"), ("h", ""), ("j", "g"),
    ("g", "j"), ("x", "j"), ("qu", "k"), ("nn", "n"), ("rr", "r"), ("e", "i"), ("í", "i"), ("á", "a"),
]  # fmt: skip


def respell(records: pl.DataFrame, rng: np.random.Generator, share: float) -> pl.DataFrame:
    """Change a name in the given share of the records: as it is heard, a part dropped, spaces doubled."""
    size = records.height
    noisy = flags(rng, share, size)
    kind = rng.choice(
        ["given_names", "surnames", "drop_given", "drop_surname", "spaces"],
        size=size,
        p=[0.3, 0.3, 0.15, 0.15, 0.1],
    )
    rule = rng.integers(0, len(_HEARD), size)
    marked = records.with_columns(
        _kind=pl.when(pl.Series(noisy)).then(pl.Series(kind)).otherwise(pl.lit("")), _rule=pl.Series(rule)
    )
    return (
        marked.with_columns(
            given_names=_written("given_names", "drop_given"), surnames=_written("surnames", "drop_surname")
        )
        .drop("_kind", "_rule")
        .with_columns(pl.col("given_names", "surnames").str.to_titlecase())
    )


def _written(column: str, drop: str) -> pl.Expr:
    name = pl.col(column)
    heard = name
    for number, (pattern, replacement) in enumerate(_HEARD):
        heard = (
            pl.when(pl.col("_rule") == number)
            .then(name.str.replace(pattern, replacement, literal=True))
            .otherwise(heard)
        )
    slip = name.str.slice(0, 2) + name.str.slice(3)
    changed = pl.when(heard == name).then(slip).otherwise(heard)
    return (
        pl.when(pl.col("_kind") == column)
        .then(changed)
        .when(pl.col("_kind") == drop)
        .then(name.str.split(" ").list.first())
        .when(pl.col("_kind") == "spaces")
        .then(name.str.replace(" ", "  "))
        .otherwise(name)
    )
