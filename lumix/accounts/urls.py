from django.contrib.auth.views import LogoutView
from django.urls import path

from lumix.accounts import views

urlpatterns = [
    path("account/login", views.LogInView.as_view(), name="login"),
    path("account/logout", LogoutView.as_view(next_page="login"), name="logout"),
    path("account/password", views.PasswordView.as_view(), name="password"),
    path("account/tokens", views.tokens, name="tokens"),
    path("account/tokens/<slug:key>/revoke", views.revoke, name="token_revoke"),
]
