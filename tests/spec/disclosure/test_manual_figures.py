"""The table of noise in the manual is the one the method makes, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from disclosure import noise_table

DOCS = Path(__file__).resolve().parents[3] / "docs"


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_noise_of_the_manual_is_what_the_method_makes(language: str) -> None:
    page = (DOCS / language / "disclosure.md").read_text(encoding="utf-8")
    told = re.search(r"`k` = 3 \(`D` = (\d+), `V` = ([\d.]+), `s` = (\d+)\)", page.replace("\n", " "))
    assert told
    table = noise_table(int(told[1]), float(told[2]), int(told[3]))
    rows = re.findall(r"^\| \d+(?: o más| or more)? ((?:\| [\d.]+ ){8})\|$", page, re.MULTILINE)
    printed = np.array([[float(number) for number in row.split("|")[1:]] for row in rows])
    assert np.allclose(printed[:, :-1], table.probabilities, atol=0.0006)
    assert np.allclose(printed[:, -1], table.variances(), atol=0.006)
