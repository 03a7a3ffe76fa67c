import pytest

from reports.limits import SOURCE, limits, parse

TEXT = """# Title

One
sentence.

## Kind

- **First thing.** It goes
  on.
- **Second `thing`.** Short.
"""


def test_a_text_is_read_into_title_introduction_and_named_items():
    found = parse(TEXT)
    assert (found.title, found.introduction) == ("Title", "One sentence.")
    assert [section.heading for section in found.sections] == ["Kind"]
    first, second = found.sections[0].limits
    assert (first.name, first.text) == ("First thing", "It goes on.")
    assert (second.name, second.text) == ("Second `thing`", "Short.")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Title\n",
        "No title\n\nText.",
        TEXT + "\n## More\n\nA paragraph.",
        TEXT.replace("- **First thing.** ", "- "),
    ],
)
def test_a_text_of_another_shape_is_refused_and_not_half_shown(text):
    with pytest.raises(ValueError, match=r"text begins|an item names"):
        parse(text)


def test_every_word_of_the_documents_items_reaches_the_page():
    source = " ".join(SOURCE.read_text(encoding="utf-8").replace("**", "").replace("`", "").split())
    told = [limit for section in limits().sections for limit in section.limits]
    assert len(told) == source.count(" - ")
    for limit in told:
        assert f"{limit.name}. {limit.text}" in source
    assert limits().introduction in source
