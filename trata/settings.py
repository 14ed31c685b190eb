"""Settings from the environment (`TRATA_...`), read once at the edge and passed on."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PROJECT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Everything that may be set from outside; secrets may come from here instead of the key files."""

    model_config = SettingsConfigDict(env_prefix="TRATA_", extra="ignore")

    home: Path = Path("var")
    lang: Literal["es", "en"] = "es"
    lock_wait_seconds: float = 30.0
    warehouse_key: SecretStr | None = None
    linkage_key: SecretStr | None = None
    signing_key: SecretStr | None = None
