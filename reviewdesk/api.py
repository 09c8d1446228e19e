"""The HTTP API: one router an app, session or CSRF-protected, described at ``/api/docs``."""

from django.conf import settings
from ninja import NinjaAPI
from ninja.security import django_auth

from compensation.api import router as compensation_router
from reports.api import router as reports_router
from reviews.api import router as reviews_router

api = NinjaAPI(title="ReviewDesk", version=settings.VERSION, auth=django_auth)
api.add_router("/s/{shop}", reviews_router)
api.add_router("/s/{shop}/compensation", compensation_router)
api.add_router("/s/{shop}/reports", reports_router)
