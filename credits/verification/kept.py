"""A judging as it is kept, in a few columns, and how it is told again from them.

Sentences are not kept with each day: the templates that they are made of are kept once, named by their digest, and a
day keeps outcomes, figures and those words that its sentences ask for.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

import numpy as np

from credits.verification.check import Check
from credits.verification.finding import Finding, Outcome, Status
from credits.verification.wording import CheckResult, Wording, Words, plain_words, significant

LETTERS = {Outcome.PASS: "p", Outcome.FAIL: "f", Outcome.INCONCLUSIVE: "i"}
OUTCOMES = {letter: outcome for outcome, letter in LETTERS.items()}
FIGURES = np.dtype("<f8")


@dataclass(frozen=True)
class Kept:
    """n judged days, one item a day in each list.

    outcomes : a letter for each check, `p`, `f` or `i`; a capital where an auditor had the check left out.
    figures : figure and threshold of each check as little-endian float64, NaN is none.
    words : JSON, by the check's name the words that its outcome is told with; checks without words are left out.
    """

    outcomes: list[str]
    figures: list[bytes]
    words: list[str]


def keep(checks: Sequence[Check], findings: Sequence[Finding], waived: np.ndarray) -> Kept:
    """What the checks found over n days. waived: bool (checks, n)."""
    known, passes = (np.array([getattr(one, name) for one in findings], bool) for name in ("known", "passes"))
    letters = np.select([~known, passes], [np.uint8(ord("i")), np.uint8(ord("p"))], np.uint8(ord("f")))
    capitals = np.where(waived, letters - 32, letters).astype(np.uint8)
    figures = significant(np.array([[one.figure, one.threshold] for one in findings], float)).astype(FIGURES)
    return Kept(
        outcomes=[row.tobytes().decode() for row in np.ascontiguousarray(capitals.T)],
        figures=[row.tobytes() for row in np.ascontiguousarray(figures.transpose(2, 0, 1))],
        words=[written(words) for words in _words(checks, findings, letters)],
    )


def _words(checks: Sequence[Check], findings: Sequence[Finding], letters: np.ndarray) -> list[dict[str, Words]]:
    days: list[dict[str, Words]] = [{} for _ in range(letters.shape[1])]
    for check, finding, found in zip(checks, findings, letters, strict=True):
        for outcome in check.sentences:
            rows, names = np.flatnonzero(found == ord(LETTERS[outcome])), check.wording.asks_for(outcome)
            if len(rows) and names:
                columns = [plain_words(finding.words[name], rows) for name in names]
                for row, *values in zip(rows.tolist(), *columns, strict=True):
                    days[row][check.name] = dict(zip(names, values, strict=True))
    return days


def written(value: object) -> str:
    """A value as JSON with its keys in order, so that equal ones are equal letter for letter."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def texts_of(checks: Sequence[Check]) -> str:
    """The templates of these checks as JSON, in the checks' order."""
    return written([asdict(check.wording) for check in checks])


def digest_of(texts: str) -> str:
    """What the templates are called: SHA-256 of their JSON, hex."""
    return sha256(texts.encode()).hexdigest()


def read_texts(texts: str) -> tuple[Wording, ...]:
    """The templates that `texts_of` wrote."""
    return tuple(
        Wording(
            name=one["name"],
            effect=Status(one["effect"]),
            unit=one["unit"],
            sentences={Outcome(outcome): sentence for outcome, sentence in one["sentences"].items()},
            cure=one["cure"],
        )
        for one in json.loads(texts)
    )


def tell(wordings: Sequence[Wording], outcomes: str, figures: bytes, words: str) -> list[CheckResult]:
    """One kept day, check by check."""
    numbers = np.frombuffer(figures, FIGURES).reshape(-1, 2).tolist()
    said = json.loads(words)
    return [
        wording.result(OUTCOMES[letter.lower()], figure, threshold, said.get(wording.name, {}), waived=letter.isupper())
        for wording, letter, (figure, threshold) in zip(wordings, outcomes, numbers, strict=True)
    ]
