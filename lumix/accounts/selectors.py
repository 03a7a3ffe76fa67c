"""Who has which tokens."""

from django.contrib.auth.models import User
from django.db.models import QuerySet

from lumix.accounts.models import ApiToken


def tokens_of(account: User) -> QuerySet[ApiToken]:
    """An account's tokens, the newest first."""
    return ApiToken.objects.filter(user=account).order_by("-created", "digest")
