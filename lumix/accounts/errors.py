"""What accounts refuse."""


class AccountError(Exception):
    """The text says what, and how to mend it."""
