from credits.verification.finding import Outcome
from tests.credits.verification.test_check import FOUND


def test_a_day_that_nothing_is_known_of_is_inconclusive_whatever_passes():
    assert [FOUND.outcome(row) for row in range(3)] == [Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE]
    assert FOUND.failed.tolist() == [False, True, False]
