"""What the OpenAPI document says of an operation: its view's own words, so that page and code cannot differ."""

from drf_spectacular.openapi import AutoSchema


class Schema(AutoSchema):
    """The first line of a docstring is the summary, what follows the description."""

    def get_summary(self) -> str:
        """What stands in the list of operations."""
        return self._words()[0].rstrip(".")

    def get_description(self) -> str:  # type: ignore[override]
        """What stands beneath, where there is more to say."""
        return self._words()[1].strip()

    def _words(self) -> tuple[str, str]:
        summary, _, description = super().get_description().partition("\n")
        return summary, description
