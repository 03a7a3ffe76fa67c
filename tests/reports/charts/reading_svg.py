"""Drawn pictures read back as XML, the way a browser would see them."""

from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"


def parsed(markup):
    return ElementTree.fromstring(markup)


def shapes(markup, tag, class_=None):
    """All elements of a tag, and of a class if one is named."""
    return [one for one in parsed(markup).iter(SVG + tag) if class_ in (None, one.get("class"))]


def words(markup):
    return [one.text for one in shapes(markup, "text")]
