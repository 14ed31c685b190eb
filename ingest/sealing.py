"""Nothing that goes wrong inside takes a value with it: errors leave without cause, context or frames."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import duckdb

from ingest.errors import UserError

Given = ParamSpec("Given")
Result = TypeVar("Result")


def sealed(function: Callable[Given, Result]) -> Callable[Given, Result]:
    """Let `UserError` out stripped of what it came from, and other errors as one, by type and place only."""

    @wraps(function)
    def wrapper(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        try:
            return function(*args, **kwargs)
        except UserError as error:
            told = error
        except duckdb.IOException:
            told = UserError("warehouse_unwritable", exit_code=3)
        except MemoryError:
            told = UserError("memory_short", exit_code=3)
        except Exception as error:  # whatever its text is, it stays here
            told = UserError("failed_inside", exit_code=4, error=type(error).__name__, place=_place(error))
        told.__cause__ = told.__context__ = None
        raise told.with_traceback(None)  # after the handlers: nothing is attached again

    return wrapper


def _place(error: Exception) -> str:
    """The module and line of ours in which an error arose."""
    place, step = "", error.__traceback__
    while step is not None:
        path = Path(step.tb_frame.f_code.co_filename)
        if path.parent.name in ("ingest", "schemas", "linkage"):
            place = f"{path.parent.name}/{path.name}:{step.tb_lineno}"
        step = step.tb_next
    return place
