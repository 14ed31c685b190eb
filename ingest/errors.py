"""What a user can be told is wrong; the texts stand in `data/messages/ingest.toml`."""


class UserError(Exception):
    """A fault of the input (exit code 1) or of the system's state (3), told by message id, without values."""

    def __init__(self, message_id: str, *, exit_code: int = 1, **params: object) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.params = params
        self.exit_code = exit_code

    def __str__(self) -> str:
        """The message id and its parameters."""
        told = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.message_id} ({told})" if told else self.message_id


def refused(faults: list[UserError]) -> UserError:
    """One error out of all faults found in the files; a single one speaks for itself."""
    if len(faults) == 1:
        return faults[0]
    return UserError("submission_refused", faults=tuple(faults))
