from django.utils import timezone
from django.utils.translation import gettext as _

from reviews.management.importing import ImportCommand
from reviews.models import Shop
from reviews.operations.causes import classify_reviews


class Command(ImportCommand):
    help = "Take in an export of reviews; cases open for the neutral and bad ones."
    kind = "reviews"

    def follow_up(self, shop: Shop) -> None:
        """Read the causes at once, so that the desk is complete when the command returns."""
        read = 0
        while batch := classify_reviews(shop=shop, now=timezone.now()):
            read += batch
        self.stdout.write(_("Causes read: %(read)s reviews") % {"read": read})
