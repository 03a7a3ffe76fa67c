"""Reads of what people have said about single checks of a day."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from django.db.models import QuerySet

from credits.models import Status, Waiver, WaiverState
from credits.models.waiver import STANDING
from credits.verification.waivers import Waivers

Digests = tuple[str, str]
"""Of a day's readings, and of its equipment and place."""

Said = frozenset[tuple[int, str]]
"""A credit's standing waivers: id and state of each."""


def waivers() -> QuerySet[Waiver]:
    """Waivers with all that an answer says of them."""
    return Waiver.objects.select_related("credit", "verdict").order_by("id")


def standing_waivers(credit_ids: Sequence[int]) -> dict[int, list[Waiver]]:
    """The waivers that bear on these credits: proposed or countersigned."""
    found: dict[int, list[Waiver]] = defaultdict(list)
    for waiver in waivers().filter(credit_id__in=credit_ids, state__in=STANDING):
        found[waiver.credit_id].append(waiver)
    return found


def flags_in_doubt(credit_ids: Sequence[int]) -> set[int]:
    """Those of the credits whose flag gave way to a proposed waiver, on which no auditor has decided yet."""
    proposed = Waiver.objects.filter(state=WaiverState.PROPOSED, verdict__status=Status.FLAGGED)
    return set(proposed.filter(credit_id__in=credit_ids).values_list("credit_id", flat=True))


def told_for(waiver: Waiver) -> Digests:
    """The evidence that a waiver was given for."""
    return waiver.verdict.readings_digest, waiver.verdict.equipment_digest


def in_force(credit_ids: Sequence[int], digests: Sequence[Digests], standing: dict[int, list[Waiver]]) -> Waivers:
    """What is left out of judging these credits, by the evidence that they are judged by now.

    A waiver for other readings or equipment has no force: nobody has looked at these.
    """
    marks: dict[str, dict[str, np.ndarray]] = {state: {} for state in STANDING}
    for row, (credit_id, now) in enumerate(zip(credit_ids, digests, strict=True)):
        for waiver in standing.get(credit_id, ()):
            if told_for(waiver) == now:
                days = marks[waiver.state].setdefault(waiver.check_name, np.zeros(len(credit_ids), dtype=bool))
                days[row] = True
    return Waivers(countersigned=marks[WaiverState.COUNTERSIGNED], proposed=marks[WaiverState.PROPOSED])


def said_of(standing: dict[int, list[Waiver]]) -> dict[int, Said]:
    """The standing waivers by credit, for telling whether one was decided on meanwhile."""
    return {credit_id: frozenset((one.pk, one.state) for one in found) for credit_id, found in standing.items()}
