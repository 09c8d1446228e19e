"""Amounts in the fields of the policy's form."""

from django import template

from compensation.domain.money import format_yuan

register = template.Library()


@register.filter
def typed_yuan(fen: object) -> str:
    """Yuan without thousands' signs; empty where nothing is set."""
    return format_yuan(fen).replace(",", "") if isinstance(fen, int) else ""


@register.filter
def or_empty(value: object) -> object:
    """Nothing instead of None; 0 stays."""
    return "" if value is None else value
