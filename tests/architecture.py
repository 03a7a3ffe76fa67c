"""The house's import rules as tables, and the walk over a module that finds what breaks them."""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
APPS = ("lumix", "lumix/ledger", "inverters", "credits", "reports")
OUR_PACKAGES = ("lumix", "inverters", "credits", "reports")

# Downhill only: a module may import from its own floor and from those below it.
FLOORS = {
    "lumix.urls": 5,
    "lumix.settings": 5,
    "lumix.health": 5,
    "lumix.wsgi": 5,
    "reports": 4,
    "credits": 3,
    "inverters": 2,
    "lumix": 1,
    "lumix.ledger": 0,
}
# The first pattern that fits names the room; a module in none of them has its floor to mind and nothing else.
ROOMS = {
    "pure": (
        "inverters/curves.py",
        "inverters/prints.py",
        "*/constants.py",
        "*/errors.py",
        "credits/verification/*",
        "credits/accounting.py",
        "lumix/ledger/chain.py",
        "lumix/ledger/canonical.py",
        "lumix/ledger/merkle.py",
        "lumix/ledger/note.py",
        "reports/charts/*",
        "reports/evidence/verify.py",
        "reports/evidence/archive.py",
        "reports/evidence/parsing.py",
    ),
    "sources": ("*/sources/*",),
    "models": ("*/models.py", "*/models/*", "*/querysets.py", "*/append_only.py"),
    "selectors": ("*/selectors.py", "*/selectors/*", "*/*_selectors.py"),
    "services": ("*/services.py", "*/services/*"),
    "api": ("*/api.py", "*/api/*", "*/api_urls.py", "*/*_api.py", "*/views.py", "*/views/*"),
}
# What a room's modules never import: rooms by name, packages by theirs.
NEVER = {
    "sources": ("django", "rest_framework", "models", "selectors", "services", "api"),
    "models": ("rest_framework", "requests", "sources", "selectors", "services", "api"),
    "selectors": ("rest_framework", "requests", "sources", "services", "api"),
    "services": ("django.http", "django.template", "django.shortcuts", "rest_framework", "api"),
    "api": ("requests", "sources", "credits.verification"),
}
# pandas: the index that pvlib takes
PURE_PACKAGES = {
    "numpy",
    "pvlib",
    "pandas",
    "scipy",
    "rfc8785",
    "orjson",
    "cryptography",
}  # pandas: the index that pvlib takes
NETWORK_AND_CLOCK = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "asyncio", "subprocess", "time"}
CLOCK_CALLS = {"now", "utcnow", "today"}
SAVING_CALLS = {"save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create", "delete"}


@dataclass(frozen=True)
class Import:
    line: int
    name: str


def modules() -> list[Path]:
    """Every module of ours, as a path from the project's root; migrations are Django's."""
    found = (path.relative_to(BASE_DIR) for package in OUR_PACKAGES for path in (BASE_DIR / package).rglob("*.py"))
    return sorted(path for path in found if "migrations" not in path.parts)


def pure_modules() -> list[str]:
    """The dotted names of the modules that keep Django out."""
    return [dotted(path) for path in modules() if room(path) == "pure"]


def dotted(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def room(path: Path) -> str | None:
    for name, patterns in ROOMS.items():
        if any(fnmatch(path.as_posix(), pattern) for pattern in patterns):
            return name
    return None


def floor(module: str) -> int:
    while module not in FLOORS:
        module = module.rpartition(".")[0]
    return FLOORS[module]


def faults(path: Path, source: str) -> list[str]:
    """Each broken rule of one module as a sentence that names file, line and rule."""
    tree = ast.parse(source, filename=str(path))
    found = [(item.line, rule) for item in imports(tree, path) for rule in _broken_by(path, item.name)]
    found += _calls_that_break(path, tree)
    return [f"{path.as_posix()}:{line}: {rule}" for line, rule in sorted(set(found))]


def imports(tree: ast.AST, path: Path) -> Iterator[Import]:
    """Every import of a module, those inside functions and for type checkers too, by full dotted name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = (
                ".".join([*path.parts[: len(path.parts) - node.level], node.module or ""])
                if node.level
                else node.module
            )
            yield from (Import(node.lineno, f"{base.strip('.')}.{alias.name}") for alias in node.names)


def _file_of(name: str) -> Path | None:
    """The module of ours that a dotted name stands for or lies in; None for other people's."""
    while name.partition(".")[0] in OUR_PACKAGES:
        stem = Path(*name.split("."))
        for path in (stem.with_suffix(".py"), stem / "__init__.py"):
            if (BASE_DIR / path).exists():
                return path
        name = name.rpartition(".")[0]
    return None


def _broken_by(path: Path, name: str) -> Iterator[str]:
    here, target = room(path), _file_of(name)
    there = room(target) if target else None
    if target and floor(dotted(target)) > floor(dotted(path)):
        yield f"imports {name}, which lies above it: imports run reports → credits → inverters → lumix.ledger → nothing"
    if here == "pure":
        yield from _impure(name, target, there)
    for never in NEVER.get(here, ()):
        if never in (there, name) or name.startswith(f"{never}."):
            yield f"imports {name}: {here} never import {never}"


def _impure(name: str, target: Path | None, there: str | None) -> Iterator[str]:
    top = name.partition(".")[0]
    if target:
        # A package's empty __init__ on the way to a pure module is no room of its own.
        if there != "pure" and (BASE_DIR / target).read_text(encoding="utf-8").strip():
            yield f"imports {name}: pure modules import the standard library, {_listed(PURE_PACKAGES)} and pure modules"
    elif top in NETWORK_AND_CLOCK:
        yield f"imports {name}: pure modules know no network and no clock"
    elif top not in PURE_PACKAGES and top not in sys.stdlib_module_names:
        yield f"imports {name}: pure modules import the standard library, {_listed(PURE_PACKAGES)} and pure modules"


def _calls_that_break(path: Path, tree: ast.AST) -> list[tuple[int, str]]:
    banned, rule = {
        "pure": (CLOCK_CALLS, "pure modules know no clock: `now` is passed in"),
        "selectors": (SAVING_CALLS, "selectors never save"),
    }.get(room(path), (set(), ""))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    return [(call.lineno, f"calls {call.func.attr}(): {rule}") for call in calls if call.func.attr in banned]


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names))
