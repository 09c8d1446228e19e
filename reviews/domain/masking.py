"""The one place where contact data are masked."""

import re

MASK = "*"
#: Digits of a mobile number, possibly split by blanks or dashes, not inside a longer number.
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[\s-]?)?(1[3-9]\d)[\s-]?(\d{4})[\s-]?(\d{4})(?!\d)")
_EXTENSION = re.compile(r"(\*{4}\d{4})-\d{1,4}")
_FULL_WIDTH_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


def mask_phone(phone: str) -> str:
    """``13812342100`` becomes ``138****2100``; shorter numbers keep their last two digits."""
    digits = phone.strip()
    if len(digits) >= 11:
        return f"{digits[:3]}****{digits[7:11]}"
    return MASK * max(len(digits) - 2, 1) + digits[-2:]


def mask_nick(nick: str) -> str:
    """First and last character stay: ``张三丰`` becomes ``张***丰``; one masked already is kept."""
    nick = nick.strip()
    if "*" in nick or not nick:
        return nick
    if len(nick) <= 2:
        return nick[0] + MASK * 3
    return f"{nick[0]}***{nick[-1]}"


def mask_name(name: str) -> str:
    """The family name stays: ``张三丰`` becomes ``张**``."""
    name = name.strip()
    return name[:1] + MASK * max(len(name) - 1, 1) if name else ""


def mask_free_text(text: str) -> str:
    """Mask every mobile number in a note or a review, full-width digits included."""
    narrow = text.translate(_FULL_WIDTH_DIGITS)
    if not _MOBILE.search(narrow):
        return text
    masked = _MOBILE.sub(lambda found: f"{found[1]}****{found[3]}", narrow)
    return _EXTENSION.sub(r"\1", masked)
