"""Accounts, their roles and their tokens. Each act is one transaction with its ledger entry inside."""

from datetime import datetime, timedelta

from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from lumix import modes
from lumix.accounts.errors import AccountError
from lumix.accounts.models import ApiToken
from lumix.ledger.services import append
from lumix.modes import Role

GROUPS = {Role.STAFF: modes.STAFF, Role.AUDITOR: modes.AUDITORS}
RESERVED = (modes.OPEN_MODE_ACTOR, str(Role.NOBODY), "demo")
"""Names that the ledger gives to others."""


def make_account(*, name: str, role: Role, password: str, actor: str, now: datetime) -> User:
    """Make an account that can log in. Raises AccountError for a taken name, ValidationError for a weak password."""
    refuse_name(name)
    account = User(username=name)
    validate_password(password, account)
    account.set_password(password)
    account.full_clean()
    with transaction.atomic():
        account.save()
        record_account(account=account, actor=actor, now=now, role=role)
    return account


def refuse_name(name: str) -> None:
    """Raise AccountError for a name that somebody has, or that the ledger uses for what is no account."""
    if name in RESERVED or name.startswith("command "):
        raise AccountError(f"The ledger calls something else {name}: choose another name.")
    if User.objects.filter(username__iexact=name).exists():
        raise AccountError(f"There is an account {name} already; Django admin changes its role and password.")


def record_account(*, account: User, actor: str, now: datetime, role: Role) -> None:
    """Give a new account its role and write it down, inside the transaction that made it."""
    _give(account, role)
    append(actor=actor, type="account.made", object=_named(account), data={"role": str(role)}, now=now)


def change_account(*, account: User, role: Role, is_active: bool, actor: str, now: datetime) -> None:
    """Give an account another role, close it or open it again; nothing is written where nothing changes."""
    with transaction.atomic():
        stored = User.objects.select_for_update().get(pk=account.pk)
        before = {"role": str(modes.role_of(stored)), "active": stored.is_active}
        after = {"role": str(role), "active": is_active}
        if before == after:
            return
        account.is_active = is_active
        _give(account, role)
        data = {"before": before, "after": after}
        append(actor=actor, type="account.changed", object=_named(account), data=data, now=now)


def make_token(*, account: User, name: str, days: int, actor: str, now: datetime) -> tuple[ApiToken, str]:
    """Make a token of the API: its row, which keeps a hash, and the token itself, which is nowhere else."""
    with transaction.atomic():
        row, token = ApiToken.objects.create(user=account, expiry=timedelta(days=days), name=name)
        data = {"account": account.get_username(), "name": name, "expires": row.expiry}
        append(actor=actor, type="token.made", object=f"token:{row.key}", data=data, now=now)
    return row, token


def revoke_token(*, token: ApiToken, actor: str, now: datetime) -> None:
    """End a token: whoever holds it is a stranger from now on."""
    with transaction.atomic():
        data = {"account": token.user.get_username(), "name": token.name}
        token.delete()
        append(actor=actor, type="token.revoked", object=f"token:{token.key}", data=data, now=now)


def _give(account: User, role: Role) -> None:
    account.is_superuser = account.is_staff = role == Role.ADMIN
    account.save()
    account.groups.set(Group.objects.filter(name=GROUPS[role]) if role in GROUPS else [])


def _named(account: User) -> str:
    return f"account:{account.get_username()}"
