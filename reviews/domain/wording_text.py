"""A text as the wording rules read it: narrow, simplified, without the tricks that hide a word."""

import unicodedata
from dataclasses import dataclass

_TRADITIONAL = (
    "評價刪後還現紅發錢禮贈償賠轉帳賬給員訴師會門單這條個們資煩幫無關獎"
    "勵優點滿圖銷換學電話號碼寫變區對為爲處說讓過頭來時間麼圓塊開領饒徹齊"
)
_SIMPLIFIED = (
    "评价删后还现红发钱礼赠偿赔转账账给员诉师会门单这条个们资烦帮无关奖"
    "励优点满图销换学电话号码写变区对为为处说让过头来时间么元块开领饶彻齐"
)
_SIGNS = {
    **dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True)),
    "★": "星",
    "☆": "星",
    "⭐": "星",
    "🌟": "星",
    "🧧": "红包",
    "💰": "钱",
    "💵": "钱",
    "¥": "元",
}


@dataclass(frozen=True, slots=True)
class PlainText:
    """The readable signs, and for each where it stood in the original."""

    signs: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that holds the signs from start up to end."""
        return self.places[start], self.places[end - 1] + 1


def plain_text(text: str) -> PlainText:
    """Narrow and lower-case every character, simplify it, leave out blanks, dots and dashes."""
    signs: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for sign in unicodedata.normalize("NFKC", character).lower():
            shown = _SIGNS.get(sign, sign)
            if shown.isalnum():
                signs.append(shown)
                places.extend([place] * len(shown))
    return PlainText("".join(signs), tuple(places))
