"""What a user of the release part can have done wrong, or the state of the system forbids."""

INPUT_AT_FAULT = 1
STATE_FORBIDS = 3


class UserError(Exception):
    """A fault told to the user by message id; the sentence stands in data/messages/release.toml."""

    def __init__(self, message_id: str, *, exit_code: int = INPUT_AT_FAULT, **params: object) -> None:
        super().__init__(message_id)
        self.message_id = message_id
        self.params = params
        self.exit_code = exit_code

    def __str__(self) -> str:  # noqa: D105 - what it is told by the class
        told = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.message_id}: {told}" if told else self.message_id


def forbidden(message_id: str, **params: object) -> UserError:
    """Return the error for a request that the system's own state forbids (exit code 3)."""
    return UserError(message_id, exit_code=STATE_FORBIDS, **params)
