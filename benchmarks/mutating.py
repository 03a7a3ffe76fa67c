"""A copy of the project in which one module stands with all its mutants, and the tests that are the module's own."""

import shutil
from pathlib import Path

import libcst as cst
from mutmut.mutation.file_mutation import MutatedFile, mutate_file_contents

COPIED = ("lumix", "inverters", "credits", "reports", "benchmarks", "tests")
PROPERTIES = ("property", "cached_property")
VERIFICATION = "credits/verification"
FOLDERS = {"lumix/ledger": "ledger"}
"""Where the tests of a folder lie, if not under its own path."""

OWN = {
    "month": ("month", "second_month"),
    "theory": ("second_theory", "theory"),
    "timing": ("second_timing",),
    "verdict": ("second_verdict",),
}


def tests_of(module: Path) -> list[str]:
    """The test files of a module, as pytest takes them: where its name has them, or where the table says."""
    folder = Path("tests") / VERIFICATION
    if own := OWN.get(module.with_suffix("").as_posix().removeprefix(f"{VERIFICATION}/")):
        return [str(folder / f"test_{name}.py") for name in own]
    folder = Path("tests") / FOLDERS.get(module.parent.as_posix(), module.parent)
    return [str(folder / f"test_{module.stem}.py")]


def copy_project(module: Path, folder: Path) -> None:
    """Leave the project as it is: mutants live in a folder that goes away."""
    for name in COPIED:
        shutil.copytree(name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "setup.cfg").write_text(f"[mutmut]\nsource_paths = {module}\n")


def mutate(module: Path) -> MutatedFile:
    """Put all mutants of a module into its place."""
    source = cst.parse_module(module.read_text()).visit(PlainProperties()).code
    mutated = mutate_file_contents(str(module), source)
    module.write_text(mutated.code)
    return mutated


class PlainProperties(cst.CSTTransformer):
    """Writes `@property def name` as a function and `name = property(function)`: mutmut skips what is decorated."""

    def leave_FunctionDef(  # noqa: N802 - libcst's name
        self, original_node: cst.FunctionDef, updated_node: cst.FunctionDef
    ) -> cst.FunctionDef | cst.FlattenSentinel:
        decorator = updated_node.decorators[0].decorator if len(updated_node.decorators) == 1 else None
        if not isinstance(decorator, cst.Name) or decorator.value not in PROPERTIES:
            return updated_node
        name = updated_node.name.value
        plain = updated_node.with_changes(name=cst.Name(f"plain_{name}"), decorators=[])
        return cst.FlattenSentinel([plain, cst.parse_statement(f"{name} = {decorator.value}(plain_{name})")])
