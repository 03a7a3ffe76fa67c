from django.db import models


class Night(models.Model):
    """A night's work by the clock: whose it is until when, and whether it is done.

    A lease and not a lock of the queue's: that one outlives a worker that is killed, and no later night would begin.
    """

    day = models.DateField(unique=True, help_text="the last day that the night takes up")
    lease_until = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"night after {self.day}"
