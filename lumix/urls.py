"""The site on one screen: the API's published addresses, the pages, /docs and /admin/."""

from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
]
