"""Rows in code-list order: never in the order of a value, which could tell a withheld one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from release.model import CodeList


def in_code_list_order(
    frame: pl.DataFrame, dimensions: Iterable[str], code_lists: Mapping[str, CodeList]
) -> pl.DataFrame:
    """Sort rows by the code lists, the first dimension slowest."""
    ranks = [
        pl.col(name).replace_strict(
            code_lists[name].codes, range(len(code_lists[name].codes)), return_dtype=pl.Int32
        )
        for name in dimensions
    ]
    return frame.sort(ranks, maintain_order=True)


def cross_product(dimensions: Iterable[str], code_lists: Mapping[str, CodeList]) -> pl.DataFrame:
    """Return every combination of codes, in code-list order."""
    product = pl.DataFrame({"": [0]})
    for name in dimensions:
        product = product.join(pl.DataFrame({name: code_lists[name].codes}), how="cross")
    return product.drop("")
