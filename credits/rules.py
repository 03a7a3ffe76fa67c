"""The rule in force, as people and auditors read it: every limit with its unit and source."""

from credits.verification.thresholds import RULE, table


def limits_in_force() -> list[dict[str, object]]:
    """One row for each limit, with the version that it belongs to."""
    return [{**row, "version": RULE.version} for row in table()]
