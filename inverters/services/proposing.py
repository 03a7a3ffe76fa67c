"""Right values proposed for wrong ones: through the door of every upload, to wait beside what stands until accepted."""

from datetime import datetime

from inverters.errors import NothingToCorrectError
from inverters.loggers import Logger
from inverters.services.readings import import_readings
from inverters.services.uploads import Imported, Upload


def propose_values(*, logger: Logger, upload: Upload, now: datetime) -> Imported:
    """Keep the upload's values as second values of the readings that it means to correct.

    What stands already is a duplicate and no error. Raises NothingToCorrectError, with nothing stored, without a
    reason, where an instant has no reading that could be corrected, and where nothing differs; and what
    `import_readings` raises.
    """
    if not upload.reason.strip():
        raise NothingToCorrectError("Readings are corrected only with a reason: say how the right values are known.")
    return import_readings(logger=logger, upload=upload, now=now, compose=_correcting)


def _correcting(done: Imported) -> dict[str, object]:
    """The answer; asked inside the transaction, which a refusal takes back."""
    batch = done.batch
    if batch.accepted:
        readings = "One of these readings has" if batch.accepted == 1 else f"{batch.accepted} of these readings have"
        raise NothingToCorrectError(
            f"{readings} no stored value that could be corrected: a correction is of readings that stand. Send what is "
            "missing as an upload. Nothing was stored."
        )
    if not batch.conflict:
        raise NothingToCorrectError("Each of these values stands already: there is nothing to correct.")
    return {"batch": batch.pk, "proposed": batch.conflict, "unchanged": batch.duplicate}
