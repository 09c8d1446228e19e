from reviews.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Take in an export of refunds; those without their order wait for it."
    kind = "refunds"
