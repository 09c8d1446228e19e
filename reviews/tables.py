"""Tables of the desk. Rows are prepared once and drawn by a lean template of our own: the
default row rendering of django-tables2 takes some 300 ms for a page.
"""

import django_tables2 as tables
from django.utils.translation import gettext_lazy as _


class QueueTable(tables.Table):  # type: ignore[misc]  # the package has no types
    """The queue; its data are `reviews.queries.rows.QueueRow`."""

    level = tables.Column(verbose_name=_("Level"))
    buyer = tables.Column(verbose_name=_("Buyer"))
    complaint = tables.Column(verbose_name=_("Complaint"))
    product = tables.Column(verbose_name=_("Product"))
    when = tables.Column(verbose_name=_("Call at"))
    why = tables.Column(verbose_name=_("Why"))
    clocks = tables.Column(verbose_name=_("Deadlines"))
    dials = tables.Column(verbose_name=_("Tries"))
    owner = tables.Column(verbose_name=_("In charge"))

    class Meta:
        orderable = False
        template_name = "reviews/_queue_table.html"
