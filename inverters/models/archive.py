from django.db import models
from django.db.models import F, Q

from inverters.models.inverter import Inverter


class ReadingArchive(models.Model):
    """Readings of some final days of one inverter that lie in a file and no longer in the table.

    Of the readings nothing is lost: what each row held stands in the file, and its production day stays. Once they are
    back in the table, `restored_at` says since when; the file is kept.
    """

    inverter = models.ForeignKey(Inverter, models.PROTECT, related_name="archives")
    first_day = models.DateField(help_text="local; days between that were not final then are still in the table")
    last_day = models.DateField()
    first_stamp = models.DateTimeField(help_text="of the earliest reading, as sent, as an instant")
    last_stamp = models.DateTimeField()
    readings = models.PositiveIntegerField(help_text="how many")
    path = models.CharField(max_length=200, help_text="of the file, below LUMIX_DATA_DIR/archive")
    sha256 = models.CharField(max_length=64, help_text="of the file's bytes")
    actor = models.CharField(max_length=150)
    archived_at = models.DateTimeField()
    restored_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["inverter", "first_stamp", "id"]
        indexes = [  # judging asks for the files of a fleet's last days, however many years of them there are
            models.Index(fields=["inverter", "last_day"], condition=Q(restored_at=None), name="archive_by_last_day")
        ]
        constraints = [
            models.UniqueConstraint(fields=["path"], condition=Q(restored_at=None), name="archive_file_once"),
            models.CheckConstraint(condition=Q(readings__gt=0), name="archive_not_empty"),
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day"), first_stamp__lte=F("last_stamp")), name="archive_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.readings} readings of inverter {self.inverter_id}, {self.first_day} to {self.last_day}"
