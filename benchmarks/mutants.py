"""Do the tests notice a changed line? mutmut's mutants of one pure module, each against the module's own tests.

    python -m benchmarks.mutants credits/verification/levels.py [--tests tests/credits/verification/test_days.py ...]

The tests are collected once, in a copy of the project; then each mutant is a fork of that process, in which they run
until one fails, those first that killed the last mutant of the same function. (`mutmut run` starts pytest anew for
every mutant, which costs more than the tests.) Properties are mutated as functions are; mutmut leaves them out.
docs/mutation.md holds the results.
"""

import argparse
import difflib
import gc
import os
import signal
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from mutmut.mutation.file_mutation import MutatedFile
from mutmut.mutation.trampoline import set_mutant_under_test
from mutmut.state import state

from benchmarks.mutating import copy_project, mutate, tests_of

WITHOUT = ("cacheprovider", "django", "xdist", "playwright", "base_url", "socket")
PYTEST = ("-q", "--noconftest", "--capture=no", "--assert=plain", "--tb=native", "-W", "error")
TIMES_AS_LONG, LEAST_SECONDS = 10, 5


def main() -> None:
    """Print what became of each mutant, and how the survivors differ from what was meant."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("module", type=Path)
    parser.add_argument("--tests", nargs="*", help="other tests than the module's own")
    asked = parser.parse_args()
    tests = asked.tests or tests_of(asked.module)
    with tempfile.TemporaryDirectory() as folder:
        copy_project(asked.module, Path(folder))
        os.chdir(folder)
        sys.path.insert(0, folder)
        trial = Trial(asked.module, mutate(asked.module))
        outcome = pytest.main([*PYTEST, *(f"-pno:{name}" for name in WITHOUT), *tests], plugins=[trial])
    if outcome:
        raise SystemExit(f"the tests themselves do not run: {outcome!r}")
    print(trial.report())


class Trial:
    """Runs as pytest's loop over the tests: all of them once, then for each mutant those that reach it."""

    def __init__(self, module: Path, mutated: MutatedFile) -> None:
        self.module, self.mutated = module, mutated
        self.package = ".".join(module.with_suffix("").parts)
        self.reaching: dict[str, list[pytest.Item]] = defaultdict(list)
        self.seconds: dict[pytest.Item, float] = {}
        self.fates: dict[str, str] = {}

    def pytest_configure(self) -> None:
        """One failing example kills as well as the smallest."""
        from hypothesis import HealthCheck, Phase, settings  # noqa: PLC0415 - pytest wants to be there first

        settings.register_profile(
            "mutants", phases=[Phase.explicit, Phase.generate], derandomize=True, database=None, deadline=None,
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        settings.load_profile("mutants")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Replace pytest's own loop."""
        for item in session.items:
            self._try_unmutated(item)
        for items in self.reaching.values():
            items.sort(key=lambda item: self.seconds[item])
        gc.freeze()
        for done, name in enumerate(self.mutated.mutant_names, start=1):
            self.fates[name] = self._fate(name)
            print(
                f"\r{done}/{len(self.mutated.mutant_names)} {dict(Counter(self.fates.values()))} ", end="", flush=True
            )
        return True

    def _try_unmutated(self, item: pytest.Item) -> None:
        """Learn which functions a test reaches, and how long it takes."""
        state()._stats.clear()
        set_mutant_under_test("stats")
        start = time.process_time()
        if not passes(item):
            pytest.exit(f"{item.nodeid} fails without any mutant", returncode=1)
        self.seconds[item] = time.process_time() - start
        for function in state()._stats:
            self.reaching[function].append(item)

    def _fate(self, name: str) -> str:
        full = f"{self.package}.{name}"
        items = self.reaching[full.partition("__mutmut_")[0]]
        if not items:
            return "no tests"
        reading, writing = os.pipe()
        if not (child := os.fork()):
            signal.setitimer(
                signal.ITIMER_PROF, LEAST_SECONDS + TIMES_AS_LONG * sum(self.seconds[item] for item in items)
            )
            set_mutant_under_test(full)
            killer = next((number for number, item in enumerate(items) if not passes(item)), None)
            os.write(writing, b"survived" if killer is None else str(killer).encode())
            os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            told = pipe.read().decode()
        os.waitpid(child, 0)
        if told.isdigit():
            items.insert(0, items.pop(int(told)))
            return "killed"
        return told or "timeout"

    def report(self) -> str:
        """The figures, and each survivor as a difference."""
        counted = Counter(self.fates.values())
        killed, total = counted["killed"] + counted["timeout"], len(self.fates)
        left = [self._difference(name) for name, fate in self.fates.items() if fate in ("survived", "no tests")]
        share = f"{killed / total:.1%}" if total else "nothing to mutate"
        return "\n".join(["", *left, f"{self.module}: {killed} of {total} killed ({share}); {dict(counted)}"])

    def _difference(self, name: str) -> str:
        meant, mutant = (self._lines(one) for one in (f"{name.partition('__mutmut_')[0]}__mutmut_orig", name))
        changes = [
            line
            for line in difflib.unified_diff(meant, mutant, lineterm="", n=0)
            if line[:3] not in ("---", "+++", "@@ ")
        ]
        return "\n".join([f"{name}: {self.fates[name]}", *changes])

    def _lines(self, name: str) -> list[str]:
        span = self.mutated.line_span_by_function_name[name]
        lines = self.mutated.code.splitlines()[span.start - 1 : span.end]
        return [line.replace(name, name.partition("__mutmut_")[0]) for line in lines]


def passes(item: pytest.Item) -> bool:
    """Whether one test, with its set-up and tear-down, does not fail."""
    from _pytest.runner import runtestprotocol  # noqa: PLC0415 - pytest names no other way to run one item

    return not any(report.failed for report in runtestprotocol(item, nextitem=None, log=False))


if __name__ == "__main__":
    main()
