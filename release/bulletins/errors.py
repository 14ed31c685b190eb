"""What can be wrong with a file of published tables, or with what is said about it."""

from release.errors import UserError


class BulletinError(UserError):
    """A file that cannot be read as tables of counts, or a statement about it that makes no sense."""
