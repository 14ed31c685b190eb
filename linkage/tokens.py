"""Keyed tokens: HMAC-SHA256 (RFC 2104), tagged by project, key version and field."""

import hashlib

import polars as pl

PROJECT = "trata"
KEY_VERSION = 1
BLOCK = 64  # bytes of a SHA-256 block
LENGTH = 32  # hex characters of a token: 128 bits
WEAKEST = 32  # bytes of the shortest key taken


class WeakKeyError(ValueError):
    """The linkage key is too short or of one byte repeated."""


class TokenKey:
    """The linkage key with its padded states prepared once, so that a token costs two block hashes."""

    def __init__(self, key: bytes) -> None:
        if len(key) < WEAKEST or len(set(key)) < 8:
            raise WeakKeyError("linkage key too weak")
        block = (hashlib.sha256(key).digest() if len(key) > BLOCK else key).ljust(BLOCK, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))

    def __repr__(self) -> str:
        """Never the key."""
        return "TokenKey()"

    def tokens(self, values: pl.Series, field: str) -> pl.Series:
        """The tokens of a field's values, null for null; `field` keeps equal values of two fields apart."""
        tagged = self._inner.copy()
        tagged.update(f"{PROJECT}|{KEY_VERSION}|{field}|".encode())
        outer = self._outer

        def token(value: str | None) -> str | None:
            if value is None:
                return None
            inner = tagged.copy()
            inner.update(value.encode())
            whole = outer.copy()
            whole.update(inner.digest())
            return whole.hexdigest()[:LENGTH]

        return pl.Series(values.name, list(map(token, values)), dtype=pl.String)

    def distinct_tokens(self, values: pl.Series, field: str) -> pl.Series:
        """As `tokens`, made once for each distinct value: for names and dates, which repeat."""
        frame = values.to_frame("value")
        distinct = frame.unique()
        made = distinct.with_columns(token=self.tokens(distinct["value"], field))
        return frame.join(made, on="value", how="left", maintain_order="left", nulls_equal=True)["token"]
