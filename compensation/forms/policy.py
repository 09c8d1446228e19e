"""The whole policy as one form: read into its JSON, and its rows added, moved and taken out.

Fields are named by place: ``r3.name``, ``r3.causes``, ``r3.m0.kind``, ``c1.max``; the counts of
rules, remedies and ceilings come as fields of their own, so that a row without ticks is a row.
"""

from typing import Any

from django.http import QueryDict

from compensation.domain.money import parse_yuan
from reviews.forms.numbers import whole_number

Json = dict[str, Any]
_MOST_ROWS = 200
_SETS = ("causes", "units", "lines", "tiers", "channels")
_SPANS = ("order_fen", "earlier_claims", "attempts")
_LIMITS = ("repeat_claims", "repeat_days", "offer_valid_days", "pay_within_days")
_NEW_REMEDY: Json = {
    "kind": "coupon",
    "amount": {"up_to_fen": 500},
    "approval_above_fen": 500,
    "approver": "lead",
    "say": "",
}


def read_policy_form(typed: QueryDict) -> Json:
    """The policy's JSON as it was typed; `version_from_json` judges it.

    Raises NotAnAmountError for what is no amount, ValueError for what is no whole number.
    """
    return {
        "rules": [_rule(typed, f"r{at}") for at in _places(typed, "rules")],
        "ceilings": [_ceiling(typed, f"c{at}") for at in _places(typed, "ceilings")],
        "limits": _limits(typed),
    }


def change_rows(policy: Json, act: str) -> Json:
    """Do what a button of the form says, such as ``up-3`` or ``drop-2-0``; unknown ones nothing."""
    word, *places = act.split("-")
    at = [row for row in map(whole_number, places) if row is not None]
    if len(at) < len(places):
        return policy
    rules, ceilings = policy["rules"], policy["ceilings"]
    match word, at:
        case "rule", []:
            new = {"name": "", "when": {}, "remedies": [dict(_NEW_REMEDY)]}
            rules.insert(max(len(rules) - 1, 0), new)
        case "up", [rule] if 0 < rule < len(rules):
            rules[rule - 1], rules[rule] = rules[rule], rules[rule - 1]
        case "down", [rule] if rule < len(rules) - 1:
            rules[rule], rules[rule + 1] = rules[rule + 1], rules[rule]
        case "drop", [rule] if rule < len(rules):
            del rules[rule]
        case "remedy", [rule] if rule < len(rules):
            rules[rule]["remedies"].append(dict(_NEW_REMEDY))
        case "drop", [rule, remedy] if rule < len(rules):
            del rules[rule]["remedies"][remedy : remedy + 1]
        case "ceiling", []:
            ceilings.append({"level": "bad", "kinds": ["cash"], "max_fen": 1_000})
        case "unceil", [ceiling]:
            del ceilings[ceiling : ceiling + 1]
    return policy


def _text(typed: QueryDict, name: str) -> str:
    """A field that must be there. Raises ValueError without it."""
    if name not in typed:
        raise ValueError(f"the form has no {name}")
    return str(typed[name])


def _places(typed: QueryDict, name: str) -> range:
    return range(min(int(_text(typed, name)), _MOST_ROWS))


def _rule(typed: QueryDict, row: str) -> Json:
    return {
        "name": _text(typed, f"{row}.name").strip(),
        "when": _when(typed, row),
        "remedies": [_remedy(typed, f"{row}.m{at}") for at in _places(typed, f"{row}.remedies")],
    }


def _when(typed: QueryDict, row: str) -> Json:
    when: Json = {name: typed.getlist(f"{row}.{name}") for name in _SETS}
    when["severities"] = [int(one) for one in typed.getlist(f"{row}.severities")]
    when["products"] = typed.get(f"{row}.products", "").replace(",", " ").split()
    for name in _SPANS:
        when[name] = _span(typed, f"{row}.{name}", is_money=name.endswith("_fen"))
    promotion = typed.get(f"{row}.in_promotion", "")
    when["in_promotion"] = {"yes": True, "no": False}.get(promotion)
    return {name: value for name, value in when.items() if value not in ([], {}, None)}


def _span(typed: QueryDict, row: str, *, is_money: bool) -> Json:
    read = parse_yuan if is_money else int
    sides = {side: typed.get(f"{row}.{side}", "").strip() for side in ("at_least", "at_most")}
    return {side: read(text) for side, text in sides.items() if text}


def _remedy(typed: QueryDict, row: str) -> Json:
    return {
        "kind": _text(typed, f"{row}.kind"),
        "amount": _amount(typed, row),
        "approval_above_fen": parse_yuan(_text(typed, f"{row}.approval")),
        "approver": _text(typed, f"{row}.approver"),
        "say": _text(typed, f"{row}.say").strip(),
    }


def _amount(typed: QueryDict, row: str) -> Json:
    """What is filled in; one of three severities stands for those left empty after it."""
    amount: Json = {}
    steps = [typed.get(f"{row}.{name}", "").strip() for name in ("mild", "serious", "harmful")]
    if any(steps):
        first = steps[0] or "0"
        second = steps[1] or first
        amount["by_severity_fen"] = [parse_yuan(one) for one in (first, second, steps[2] or second)]
    if percent := typed.get(f"{row}.percent", "").strip():
        amount["percent_of_order"] = int(percent)
    if most := typed.get(f"{row}.up_to", "").strip():
        amount["up_to_fen"] = parse_yuan(most)
    return amount


def _ceiling(typed: QueryDict, row: str) -> Json:
    stars = [int(one) for one in typed.getlist(f"{row}.stars")]
    ceiling = {
        "level": _text(typed, f"{row}.level"),
        "kinds": typed.getlist(f"{row}.kinds"),
        "max_fen": parse_yuan(_text(typed, f"{row}.max")),
    }
    return {**ceiling, "stars": stars} if stars else ceiling


def _limits(typed: QueryDict) -> Json:
    limits: Json = {name: int(_text(typed, f"limits.{name}")) for name in _LIMITS}
    if four_eyes := typed.get("limits.four_eyes_above", "").strip():
        limits["four_eyes_above_fen"] = parse_yuan(four_eyes)
    return limits
