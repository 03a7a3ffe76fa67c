"""No test of a page asserts what it reads at once: the answer to an act may not have come yet.

`expect(page.locator(…))` waits for what it expects; `assert page.locator(…).count() == 24` fails on a busy machine.
"""

import ast
from pathlib import Path

import pytest

CALLS = {
    "all", "all_inner_texts", "all_text_contents", "content", "count", "get_attribute", "inner_html", "inner_text",
    "input_value", "is_checked", "is_disabled", "is_editable", "is_enabled", "is_hidden", "is_visible", "text_content",
    "title",
}  # fmt: skip
FILES = sorted(Path(__file__).parent.glob("*.py"))


def read_at_once(source):
    """The lines that assert, compare or hand on what a page shows at this instant."""
    judging = (ast.Assert, ast.Compare, ast.Return, ast.If)
    within = {
        id(node): node
        for whole in ast.walk(ast.parse(source))
        if isinstance(whole, judging)
        for node in ast.walk(whole)
    }
    return sorted({node.lineno for node in within.values() if is_read(node)})


def is_read(node):
    """A call of what does not wait, or the address of a page (a request's or a message's is another thing)."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in CALLS
    return isinstance(node, ast.Attribute) and node.attr == "url" and isinstance(node.value, ast.Name)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_what_a_page_comes_to_say_is_waited_for(file):
    lines = read_at_once(file.read_text(encoding="utf-8"))
    assert not lines, f"{file.name}, lines {lines}: expect(…) waits for it, assert does not"


@pytest.mark.parametrize(
    "line",
    [
        "assert rows.count() == 24",
        "assert not page.locator('dialog').is_visible()",
        "assert 'stored' in page.locator('#messages').inner_text()",
        "assert page.url.endswith('/calendar')",
        "def menu(page): return set(links.all_inner_texts())",
    ],
)
def test_a_read_at_once_would_be_noticed(line):
    assert read_at_once(line) == [1]
