"""Errors a person can mend; the texts stand in `texts/*.toml` under `errors`."""


class UserError(Exception):
    """A message id with its parameters and the exit code of the process."""

    def __init__(self, message_id: str, exit_code: int = 1, **params: object) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.exit_code = exit_code
        self.params = params

    def __str__(self) -> str:
        """The message id and its parameters, for logs."""
        return f"{self.message_id} {self.params}"
