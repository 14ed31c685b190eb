"""Texts for users in Spanish and English, by message id."""

import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "messages"


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """All messages of all parts: id to language to text."""
    texts: dict[str, dict[str, str]] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        texts |= tomllib.loads(path.read_text(encoding="utf-8"))
    return texts


def render(message_id: str, lang: str, **params: object) -> str:
    """The message in `es` or `en`; parameters that are errors themselves are rendered likewise."""
    told = {name: _told(value, lang) for name, value in params.items()}
    return catalogue()[message_id][lang].format(**told)


def _told(value: object, lang: str) -> object:
    if isinstance(value, tuple | list):
        parts = [str(_told(part, lang)) for part in value]
        return ("\n" if value and hasattr(value[0], "message_id") else ", ").join(parts)
    message_id = getattr(value, "message_id", None)
    if message_id is None:
        return value
    return render(message_id, lang, **getattr(value, "params", {}))
