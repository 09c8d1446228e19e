"""Names of causes in templates."""

from django import template

from reviews.queries.rows import cause_name

register = template.Library()
register.filter("cause_name", cause_name)
