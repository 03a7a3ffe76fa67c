"""What a credit refuses, as one small family; each text is a sentence for the person who asked."""


class CreditError(Exception):
    """The root of the family."""


class NothingToCreditError(CreditError):
    """A day that cannot have a credit: no readings, not over, or outside the inverter's life."""


class MoveRefusedError(CreditError):
    """A change of status that the lifecycle does not know, or a change to a credit that is final."""


class NotWaivableError(CreditError):
    """A waiver of what needs none, or of what no signature replaces."""


class NotAllowedError(CreditError):
    """An act that belongs to somebody else's role."""


class ReasonMissingError(CreditError):
    """A move that has to be explained."""


class EvidenceMovedError(CreditError):
    """The evidence changed while it was being judged, again and again; asking once more is safe."""
