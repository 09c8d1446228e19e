from reviews.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Take in an export of refunds; their orders must be there."
    kind = "refunds"
