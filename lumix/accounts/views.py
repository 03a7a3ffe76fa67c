"""Logging in and out, the password, and the tokens of the API."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import views
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from lumix import modes
from lumix.accounts import selectors, services
from lumix.accounts.forms import TokenForm

UNPROCESSABLE = 422


class Refusing:
    """A form that cannot be taken comes back as 422."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """The page with the form and what is wrong with it."""
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = UNPROCESSABLE
        return response


class LogInView(Refusing, views.LoginView):
    template_name = "account/login.html"
    redirect_authenticated_user = True


class PasswordView(Refusing, views.PasswordChangeView):
    template_name = "account/password.html"
    success_url = reverse_lazy("password")

    def form_valid(self, form: Any) -> HttpResponse:
        """Say that it is done; other sessions of the account end."""
        messages.success(self.request, "Your password is changed. Wherever else you were logged in, you no longer are.")
        return super().form_valid(form)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """The asker's tokens; a new one is shown on the answer that makes it and never again."""
    account = modes.account(request)
    form = TokenForm(request.POST or None)
    context: dict[str, Any] = {"form": form}
    if account and form.is_valid():
        made = services.make_token(
            account=account, actor=account.get_username(), now=timezone.now(), **form.cleaned_data
        )
        context = {"form": TokenForm(), "row": made[0], "token": made[1]}
    found = selectors.tokens_of(account) if account else []
    status = UNPROCESSABLE if form.is_bound and not form.is_valid() else 200
    return render(request, "account/tokens.html", {**context, "tokens": found, "now": timezone.now()}, status=status)


@require_POST
def revoke(request: HttpRequest, key: str) -> HttpResponse:
    """End one of the asker's tokens."""
    account = modes.account(request)
    token = selectors.tokens_of(account).filter(token_key__startswith=key).first() if account else None
    if account is None or token is None:
        raise Http404("You have no such token; it may be revoked already.")
    services.revoke_token(token=token, actor=account.get_username(), now=timezone.now())
    messages.success(request, f"The token “{token.name}” is revoked: from now on it opens nothing.")
    return redirect("tokens")
