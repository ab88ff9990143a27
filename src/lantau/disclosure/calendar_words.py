"""The words of the calendar and of the evidence register, in English and Traditional Chinese."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lantau.disclosure.evidence import EvidenceStanding
from lantau.disclosure.obligations import Obligation, Status

Both = tuple[str, str]
"""The same words in English and in Traditional Chinese."""

STATUS_WORDS: Mapping[Status, Both] = {
    Status.DONE: ("done", "已履行"),
    Status.DONE_LATE: ("done late", "逾期履行"),
    Status.DUE: ("due", "待履行"),
    Status.OVERDUE: ("overdue", "逾期未履行"),
    Status.UNDATED: ("no day set", "未定日期"),
    Status.PROVISIONAL: ("due, the day may move", "待履行（日期或變）"),
    Status.JUDGED: ("judged", "已作判斷"),
}
STANDING_WORDS: Mapping[EvidenceStanding, Both] = {
    EvidenceStanding.ASKED: ("asked for", "待提交"),
    EvidenceStanding.ON_FILE: ("on file, not read", "已存檔，未審閱"),
    EvidenceStanding.ADEQUATE: ("found adequate", "經審閱足夠"),
    EvidenceStanding.WANTING: ("found wanting", "經審閱不足"),
    EvidenceStanding.NOT_JUDGED: ("not judged", "未作判斷"),
    EvidenceStanding.SATISFIED: ("satisfied", "信納"),
    EvidenceStanding.NOT_SATISFIED: ("not satisfied", "不信納"),
    EvidenceStanding.NOT_BOUND: ("does not bind", "不受約束"),
}
BY_WORDS: Mapping[str, Both] = {"licensee": ("licensee", "持牌人"), "supervisor": ("supervisor", "監管機構")}
JUDGED_WORDS: Mapping[bool, Both] = {True: ("prompt", "屬儘快"), False: ("not prompt", "並非儘快")}

_ABOUT = (
    (re.compile(r"from (\S+)"), r"自\1起"),
    (re.compile(r"year to (\S+)"), r"截至\1的財政年度"),
    (re.compile(r"period to (\S+)"), r"截至\1的報告期"),
    (re.compile(r"anniversary (\S+)"), r"\1牌照周年"),
    (re.compile(r"licence in effect (\S+)"), r"牌照於\1生效"),
    (re.compile(r"break (\S+)"), r"差異 \1"),
    (re.compile(r"(\S+) (\S+) since (\S+)"), r"\1，\2，自\3起"),
    (re.compile(r"frequency not set by the Monetary Authority"), "金融管理專員未訂明頻率"),
)
"""What an obligation is for, where the calendar words it itself; what people wrote stands as written."""


def about(obligation: Obligation, *, zh: bool) -> str:
    """What an obligation is for, in the reader's language."""
    if zh:
        for pattern, words in _ABOUT:
            if (found := pattern.fullmatch(obligation.about)) is not None:
                return found.expand(words)
    return obligation.about


def status_words(obligation: Obligation, status: Status, *, zh: bool) -> str:
    """How an obligation stands, and what was judged where somebody judged it."""
    said = STATUS_WORDS[status][zh]
    if status is Status.JUDGED and obligation.judged_prompt is not None:
        said += f"{'：' if zh else ': '}{JUDGED_WORDS[obligation.judged_prompt][zh]}"
    return said
