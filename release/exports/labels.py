"""Labels of codes, for people."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from release.model import SEMESTER, CodeList, Language, PublicContent
from release.texts import both, text


def labelled(frame: pl.DataFrame, code_list: CodeList, language: Language) -> pl.Series:
    """Return the labels of a frame's codes in one dimension."""
    labels = {node.code: node.labels[language] for node in code_list.nodes}
    return frame[code_list.dimension].replace_strict(labels, return_dtype=pl.String)


def period_label(content: PublicContent, language: Language) -> str:
    """Return the reference period in words: from the first semester to the last."""
    semesters: CodeList = content.code_lists[SEMESTER]
    names = [semesters.by_code[leaf].labels[language] for leaf in content.head.semesters]
    message = "subtitle" if len(names) > 1 else "subtitle_single"
    return text(message, language, first=names[0], last=names[-1])


def population_label(population: str, language: Language) -> str:
    """Return a population's name, or its code where no name is known."""
    try:
        return both(f"population_{population}")[language]
    except KeyError:
        return population


def several_valued(dimensions: tuple[str, ...], code_lists: Mapping[str, CodeList]) -> list[CodeList]:
    """Return the dimensions of which a unit may have several values."""
    return [code_lists[name] for name in dimensions if code_lists[name].kind == "set"]
