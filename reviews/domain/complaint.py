"""Whether a text without a rating reads like a complaint: its causes against its tone.

A cause's words stand in praise too ("快递送到家门口"), so a found cause is not enough: what is
praised is weighed against what is blamed. Words of praise that are denied count as blame.
"""

import re
from dataclasses import dataclass

from reviews.domain.causes.reading import CauseReading
from reviews.domain.causes.tree import NONE_STATED

_PRAISE = re.compile(
    r"(不是很|不怎么|不太|不够|不算|不|没有|没|毫无|谈不上|哪里)?"
    r"(非常好|很好|挺好|真好|太好|超好|好用|好看|不错|喜欢|满意|好评|推荐|完美|给力|划算|惊艳|惊喜|回购|点赞|赞|"
    r"舒服|方便|实惠|物美价廉|物有所值|超值|值得|漂亮|大气|上档次|高档|精致|精美|优秀|一流|贴心|周到|热情|耐心|"
    r"专业|靠谱|放心|信赖|信任|优惠|性价比高|质量好|速度快|很快|挺快|超快|五星|完好|细心|及时|准时|牢固|结实|"
    r"安静|静音|颜值|良心|感谢|谢谢|后悔)"
)
#: Praised only where it is denied: "不后悔".
_BLAME_OF_PRAISE = frozenset({"后悔"})
_BLAME = re.compile(
    r"垃圾|失望|再也不|不会再|别买|不要买|千万别|慎重|慎买|骗|差评|投诉|气死|无语|恶心|坑人|坑爹|太差|很差|真差|"
    r"极差|差劲|最差|态度差|糟|烂|忽悠|上当|不值|退货|退款|维权|12315|不理|推卸|敷衍|欺|什么玩意|破玩意|醉了|"
    r"伤心|心寒|心塞|闹心|郁闷|扯淡|坏了|有问题|不行|不好|太吵|吐槽|难受|失灵|(?<!还)(?<!从)没用(?!过|上|完|到)|没效果|忍受"
)
_DENIED = re.compile(r"(?:不|没有?|从未|并不|毫无|无|不会|没什么)$")
_DENIAL_REACHES = 3
_BLAME_WEIGHS = _PRAISE_WEIGHS = 1.5


@dataclass(frozen=True, slots=True)
class Tone:
    """How often a text names what is wrong, blames and praises."""

    named: int
    blamed: int
    praised: int

    @property
    def is_complaint(self) -> bool:
        """Whether there is something wrong, and it outweighs the praise."""
        wrong = self.named + _BLAME_WEIGHS * self.blamed
        return wrong > _PRAISE_WEIGHS * self.praised


def tone_of(text: str, reading: CauseReading) -> Tone:
    """The tone of ``text``; ``reading`` is what the cause reader found in it."""
    named = 0
    if reading.main != NONE_STATED:
        named = len({span for cause in reading.causes for span in cause.evidence})
    blamed = sum(not _is_denied(text, found.start()) for found in _BLAME.finditer(text))
    praised = 0
    for found in _PRAISE.finditer(text):
        if bool(found[1]) == (found[2] in _BLAME_OF_PRAISE):
            praised += 1
        else:
            blamed += 1
    return Tone(named, blamed, praised)


def reads_like_complaint(text: str, reading: CauseReading) -> bool:
    """Whether a person should look at it; the platform's own text for a silent buyer never does."""
    return tone_of(text, reading).is_complaint


def _is_denied(text: str, start: int) -> bool:
    return _DENIED.search(text, max(0, start - _DENIAL_REACHES), start) is not None
