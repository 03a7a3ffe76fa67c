"""The site on one screen: the API's published addresses, the pages, /docs and /admin/."""

from datetime import date

from django.contrib import admin
from django.urls import include, path, register_converter
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView


class IsoDate:
    """A day in an address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        """The day; ValueError, and so 404, for one that the calendar does not have."""
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        """The day as an address says it."""
        return value.isoformat()


register_converter(IsoDate, "iso_date")

urlpatterns = [
    path("", include("lumix.health")),
    path("", include("lumix.ledger_urls")),
    path("", include("inverters.api_urls")),
    path("", include("credits.api_urls")),
    path("", include("reports.api_urls")),
    path("", include("reports.urls")),
    path("", include("lumix.accounts.urls")),
    path("openapi.json", SpectacularJSONAPIView.as_view(), name="openapi"),
    path(
        "docs", SpectacularSwaggerSplitView.as_view(url_name="openapi", template_name="docs/swagger.html"), name="docs"
    ),
    path("admin/", admin.site.urls),
]
handler400 = "lumix.pages.bad_request"
handler403 = "lumix.pages.permission_denied"
handler404 = "lumix.pages.not_found"
handler500 = "lumix.pages.server_error"
