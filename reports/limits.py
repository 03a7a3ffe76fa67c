"""What the checks cannot see, read from the one text that says it: `docs/what-cannot-be-seen.md`."""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "docs" / "what-cannot-be-seen.md"
ITEM = re.compile(r"- \*\*(?P<name>.+?)\*\* (?P<text>.+)")


@dataclass(frozen=True)
class Limit:
    """One thing that stays hidden."""

    name: str
    text: str


@dataclass(frozen=True)
class Section:
    """Several of a kind."""

    heading: str
    limits: list[Limit] = field(default_factory=list)


@dataclass(frozen=True)
class Limits:
    """The whole text."""

    title: str
    introduction: str
    sections: list[Section]


@cache
def limits() -> Limits:
    """The text as a page sets it; ValueError where a paragraph is of no kind that it knows."""
    return parse(SOURCE.read_text(encoding="utf-8"))


def parse(text: str) -> Limits:
    """A title, an introduction, and sections of named items, each of which may run over several lines."""
    head, *parts = re.split(r"^## ", text, flags=re.MULTILINE)
    title, _, introduction = head.partition("\n")
    if not title.startswith("# ") or not introduction.strip():
        raise ValueError("the text begins with a title and an introduction")
    return Limits(title.removeprefix("# "), _one_line(introduction), [_section(part) for part in parts])


def _section(part: str) -> Section:
    heading, _, rest = part.partition("\n")
    items = re.split(r"\n(?=- )", rest.strip())
    return Section(heading, [_limit(_one_line(item)) for item in items])


def _limit(item: str) -> Limit:
    found = ITEM.fullmatch(item)
    if found is None:
        raise ValueError(f"an item names what is hidden and then describes it, not {item[:60]!r}")
    return Limit(found["name"].rstrip("."), found["text"].replace("`", ""))


def _one_line(text: str) -> str:
    return " ".join(text.split())
