"""Cell-key perturbation: noise that a cell has because of the records in it, the same wherever it is shown.

Every record has a key, a whole number that only the holder of the secret can tell; to a cell belongs the sum
of the keys of its records, modulo 2^32 (Marley and Leaver 2011; Thompson, Broadfoot and Elazar 2013). The
authors look the noise up by that sum. Sums of keys add up like counts, so that the noise of parts would tell
something of the noise of their total to somebody who knows the method; here the sum is hashed with the secret
once more. Same records, same noise, in every table and release, and nothing to be averaged out; totals do not
add up.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

import numpy as np

from disclosure.alternatives.ptable import NoiseTable
from disclosure.arrays import Integers
from disclosure.errors import DisclosureError

KEYS = 2**32
_BYTES = 4


def record_keys(secret: bytes, records: Sequence[str]) -> Integers:
    """The key of each record, from 0 to 2^32 - 1, by its identifier."""
    return np.array([_number(secret, "record", name.encode()) for name in records], dtype=np.int64)


def stand_in_keys(secret: bytes, name: str, count: int) -> int:
    """The sum of the keys of so many records of which only the cell is known, modulo 2^32.

    One more record adds one more key to those before.
    """
    seed = hmac.digest(secret, f"stand-in\x1f{name}".encode(), hashlib.sha256)
    drawn = np.frombuffer(hashlib.shake_256(seed).digest(_BYTES * count), dtype="<u4")
    return int(drawn.sum(dtype=np.uint64) % KEYS)


def perturb(secret: bytes, counts: Integers, key_sums: Integers, table: NoiseTable) -> Integers:
    """What is published of cells with these true counts and sums of record keys.

    Raises DisclosureError (`counts_unknown`) for a count below 0.
    """
    if np.any(counts < 0):
        raise DisclosureError("counts_unknown")
    hashed = [_number(secret, "cell", str(key).encode()) for key in (key_sums % KEYS).tolist()]
    drawn = np.array(hashed, dtype=np.float64) / KEYS
    # Ends at 1 but for 1e-12, and no number drawn is nearer to 1 than 2^-32.
    ladder = np.cumsum(table.probabilities, axis=1)
    place = np.argmax(drawn[:, None] < ladder[table.rows(counts)], axis=1)
    return np.asarray(counts + table.noise[place], dtype=np.int64)


def _number(secret: bytes, purpose: str, name: bytes) -> int:
    return int.from_bytes(
        hmac.digest(secret, purpose.encode() + b"\x1f" + name, hashlib.sha256)[:_BYTES], "big"
    )
