"""How a review stood, in words."""

from django import template

from compensation.views.period_sheet import standing_words

register = template.Library()
register.filter("standing", standing_words)
