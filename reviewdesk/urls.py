"""All addresses. Everything about a shop lies below ``/s/<shop>/``.

Only a department's own list of actions lies elsewhere: it is opened by a signed link, not a seat.
"""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

from reviewdesk.api import api
from reviewdesk.health import healthz
from reviewdesk.views import help_page, home, styleguide

shop_patterns = [
    path("", include("reviews.urls")),
    path("compensation/", include("compensation.urls")),
    path("reports/", include("reports.urls")),
]

urlpatterns = [
    path("", home, name="home"),
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", healthz, name="healthz"),
    path("help/", help_page, name="help"),
    path("styleguide/", styleguide, name="styleguide"),
    path("api/", api.urls),
    path("units/", include("reports.unit_urls")),
    path("s/<slug:shop>/", include(shop_patterns)),
]
