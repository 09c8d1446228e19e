from reviews.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Take in an export of orders, or of the items of orders."
    kind = "orders"
