"""The web server's way in."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewdesk.settings")
application = get_wsgi_application()
reverse("login")  # imports every view
# What was loaded stays for good; looking through all of it for garbage took one page in thirty
# a third of a second.
gc.collect()
gc.freeze()
