"""What a secret gives must stay: a later version that gave other noise would tell what noise there was.

The digests were made with `openssl dgst -sha256 -mac HMAC` and `-shake256`, not with this code.
"""

from __future__ import annotations

import numpy as np
import pytest

from disclosure import noise_table, perturb, record_keys, stand_in_keys
from disclosure.alternatives.rounding import dither

from .tables import World, hierarchy

SECRET = b"a secret of the office"


def test_keys_of_records_stay_what_they_are() -> None:
    keys = record_keys(SECRET, ["record 1", "ñ"])
    assert keys.tolist() == [0x6F66E841, 0x904F3138] and keys.dtype == np.int64
    assert record_keys(SECRET, []).shape == (0,)


def test_keys_of_records_of_which_only_the_cell_is_known_stay_what_they_are() -> None:
    drawn = [int.from_bytes(bytes.fromhex(four), "little") for four in ("9da2013f", "bfca100f", "fbd8fe15")]
    assert [stand_in_keys(SECRET, "a,F", count) for count in range(4)] == [
        sum(drawn[:count]) % 2**32 for count in range(4)
    ]


@pytest.mark.parametrize("key_sum", [12345, 12345 + 2**32, 12345 - 2**32])
def test_noise_is_where_the_digest_of_the_sum_of_keys_falls_in_the_table(key_sum: int) -> None:
    for deviation, variance, small in [(1, 0.5, 0), (5, 6.0, 2), (9, 9.0, 0)]:
        table = noise_table(deviation, variance, small)
        for count in (0, 1, 4, 50):
            below = np.cumsum(table.probabilities[min(count, deviation + small + 1)])
            noise = next(n for n, ladder in enumerate(below) if ladder > 0xCF7471EB / 2**32) - deviation
            shown = perturb(SECRET, np.array([count]), np.array([key_sum]), table)
            assert shown.tolist() == [count + noise] and shown.dtype == np.int64


def test_dither_of_a_cell_stays_what_it_is() -> None:
    area = hierarchy("area", "area", {"_T": ["a", "b"]})
    system = World([area]).system({"t": {"area": "area"}}, [{"area": "a"}, {"area": "b"}], [1, 2])
    drawn = {"a": 0x11276DF2E6A5, "_T": 0x4F32045A28E3}
    for cell in range(system.size):
        code = system.describe(cell)[1]["area"]
        if code in drawn:
            assert dither(SECRET, system, cell) == (2 * drawn[code] + 1) / 2**48 - 1
        assert -1 < dither(SECRET, system, cell) < 1
