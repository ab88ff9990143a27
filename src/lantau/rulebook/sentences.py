"""Sentences: what a comparison found, said in English and Traditional Chinese with value, limit and distance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from lantau.dates import HONG_KONG
from lantau.rulebook.comparisons import Either, Every, Must, Node
from lantau.rulebook.findings import Comparison, Outcome, Value
from lantau.rulebook.law import Words
from lantau.rulebook.measures import Cells, Measure

BOUND_WORDS = {
    ">=": Words("at least {limit} is required", "規定最少為{limit}"),
    "<=": Words("at most {limit} is allowed", "規定最多為{limit}"),
    ">": Words("more than {limit} is required", "規定須多於{limit}"),
    "<": Words("less than {limit} is allowed", "規定須少於{limit}"),
    "==": Words("{limit} is required", "規定為{limit}"),
    "!=": Words("{limit} is not allowed", "規定不得為{limit}"),
}
DAY_WORDS = {
    **BOUND_WORDS,
    "<=": Words("{limit} is the latest allowed", "規定最遲為{limit}"),
    ">=": Words("{limit} is the earliest allowed", "規定最早為{limit}"),
    "<": Words("before {limit} is required", "規定早於{limit}"),
    ">": Words("after {limit} is required", "規定遲於{limit}"),
}
"""Days and instants are early or late, not many or few."""

CONDITION_WORDS = {
    ">=": Words("the rule speaks from {limit}", "規則由{limit}起適用"),
    "<=": Words("the rule speaks up to {limit}", "規則適用至{limit}"),
    ">": Words("the rule speaks above {limit}", "規則於超過{limit}時適用"),
    "<": Words("the rule speaks below {limit}", "規則於低於{limit}時適用"),
    "==": Words("the rule speaks of {limit}", "規則適用於{limit}"),
    "!=": Words("the rule does not speak of {limit}", "規則不適用於{limit}"),
}
"""How a condition says where its rule begins."""

_MONEY = re.compile(r"([A-Z]{3})(_[a-z]+)?")
MINOR_DIGITS = 2
"""Digits of a currency's minor unit: cents, pence, fils or fen. A currency written bare, such as JPY, has none."""

COUNTED = {
    "persons": Words("", "人"),
    "items": Words("", "項"),
    "years": Words(" years", "年"),
    "months": Words(" months", "個月"),
    "days": Words(" days", "日"),
    "nights": Words(" nights", "晚"),
    "business_days": Words(" business days", "個營業日"),
    "payments": Words(" payments", "筆付款"),
    "votes": Words(" votes", "票"),
    "places": Words(" places", "個地點"),
    "minutes": Words(" minutes", "分鐘"),
}
"""How counts say their unit."""


def comparison_of(leaf: Must) -> Comparison:
    """One subject's comparison as a finding keeps it."""
    outcome = leaf.verdict.outcome()
    measured, limit = known_value(leaf.lhs, leaf.lhs.values), known_value(leaf.rhs, leaf.limit())
    margin = leaf.margin()
    said = say(leaf)
    return Comparison(
        limb=leaf.limb,
        measured=measured,
        op=leaf.op,
        limit=limit,
        margin=None if margin is None or measured is None or limit is None else int(margin),
        unit=leaf.lhs.unit,
        outcome=outcome,
        facts=leaf.lhs.facts + leaf.rhs.facts,
        measured_en=leaf.lhs.words.en,
        measured_zh=leaf.lhs.words.zh,
        sentence_en=capital(said.en),
        sentence_zh=said.zh,
        conditional=leaf.conditional,
    )


def known_value(measure: Measure, cell: Cells) -> Value | None:
    """A measure's cell as a value: days come back from ordinals, a cell that is not valid is None."""
    if not measure.valid:
        return None
    if measure.kind == "date":
        return date.fromordinal(cell)
    return bool(cell) if measure.kind == "bool" else cell


def say(leaf: Must) -> Words:
    """The comparison as a clause without citation; the first letter is small. A condition says when its rule speaks."""
    if leaf.conditional:
        return _say_condition(leaf)
    if leaf.lhs.kind == "bool":
        return _say_truth(leaf)
    if not leaf.rhs.valid:
        unknown_limit = Words(f"{leaf.rhs.words.en} is not known", f"未知{leaf.rhs.words.zh}")
        return unknown_limit if leaf.lhs.valid else _joined([_unknown(leaf.lhs), unknown_limit])
    bound = _bound(leaf)
    if leaf.lhs.kind == "text" and leaf.verdict.met:
        measured = amount(leaf.lhs, leaf.lhs.values)
        clause = Words(f"{leaf.lhs.words.en} is {measured.en}", f"{leaf.lhs.words.zh}為{measured.zh}")
        return Words(f"{clause.en}, as required", f"{clause.zh}，符合規定")
    if not leaf.lhs.valid:
        return _joined([_unknown(leaf.lhs), bound])
    measured = amount(leaf.lhs, leaf.lhs.values)
    clause = Words(f"{leaf.lhs.words.en} is {measured.en}", f"{leaf.lhs.words.zh}為{measured.zh}")
    distance = _distance(leaf)
    said = _joined([clause, bound])
    return Words(said.en + distance.en, said.zh + distance.zh)


def _say_condition(leaf: Must) -> Words:
    if not (leaf.lhs.valid and leaf.rhs.valid):
        unknown = _unknown(leaf.lhs if not leaf.lhs.valid else leaf.rhs)
        return Words(f"{unknown.en}, and the rule depends on it", f"{unknown.zh}，而規則取決於此")
    if leaf.lhs.kind == "bool":
        return _reading(leaf.lhs, bool(leaf.lhs.values))
    measured, limit = amount(leaf.lhs, leaf.lhs.values), amount(leaf.rhs, leaf.limit())
    said = Words(f"{leaf.lhs.words.en} is {measured.en}", f"{leaf.lhs.words.zh}為{measured.zh}")
    start = CONDITION_WORDS[leaf.op]
    return _joined([said, Words(start.en.format(limit=limit.en), start.zh.format(limit=limit.zh))])


def _unknown(measure: Measure) -> Words:
    if measure.kind == "bool":
        return Words(f"it is not known whether {measure.words.en}", f"未知「{measure.words.zh}」是否屬實")
    return Words(f"{measure.words.en} is not known", f"未知{measure.words.zh}")


def _say_truth(leaf: Must) -> Words:
    asked = bool(leaf.rhs.values) == (leaf.op == "==")
    if not leaf.lhs.valid:
        wanted = _reading(leaf.lhs, asked)
        return Words(
            f"it is not known whether {wanted.en}, which is required", f"未知「{wanted.zh}」是否屬實，而此為規定"
        )
    found = _reading(leaf.lhs, bool(leaf.lhs.values))
    if bool(leaf.lhs.values) == asked:
        return Words(f"{found.en}, as required", f"{found.zh}，符合規定")
    wanted = _reading(leaf.lhs, asked)
    return Words(f"{found.en}; required is that {wanted.en}", f"{found.zh}；規定為：{wanted.zh}")


def _reading(measure: Measure, truth: bool) -> Words:
    assert measure.negation is not None, "a truth has both of its readings"
    return measure.words if truth else measure.negation


def _bound(leaf: Must) -> Words:
    forms = DAY_WORDS if leaf.lhs.kind == "date" or leaf.lhs.unit == "epoch_seconds" else BOUND_WORDS
    form = forms[leaf.op]
    limit = leaf.rhs.words if leaf.rhs.kind == "text" else amount(leaf.rhs, leaf.limit())
    said = Words(form.en.format(limit=limit.en), form.zh.format(limit=limit.zh))
    if leaf.rhs.is_limit:
        return said
    return Words(f"{said.en} ({leaf.rhs.words.en})", f"{said.zh}（{leaf.rhs.words.zh}）")


def _distance(leaf: Must) -> Words:
    margin = leaf.margin()
    if margin is None or int(margin) >= 0:
        return Words("", "")
    timely = leaf.lhs.kind == "date" or leaf.lhs.unit == "epoch_seconds"
    if timely:
        gap = duration(-int(margin), "days" if leaf.lhs.kind == "date" else "seconds")
        late = leaf.op in ("<=", "<")
        return Words(f" ({'late' if late else 'early'} by {gap.en})", f"（{'遲' if late else '早'}了{gap.zh}）")
    gap = amount(leaf.lhs, -int(margin))
    short = leaf.op in (">=", ">")
    return Words(f" ({'short' if short else 'over'} by {gap.en})", f"（{'尚差' if short else '超出'}{gap.zh}）")


def amount(measure: Measure, cell: Cells) -> Words:
    """A cell in its unit, as people read it. Money keeps every unit it has; nothing is rounded."""
    if measure.kind == "date":
        return _same(date.fromordinal(cell).isoformat())
    if measure.kind == "text":
        return (measure.readings or {}).get(str(cell), _same(str(cell)))
    return quantity(int(cell), measure.unit)


def quantity(value: int, unit: str) -> Words:
    """A whole number of a unit, as people read it; a share has no unit and is written by who knows its denominator."""
    if is_money(unit):
        return _same(money_text(value, unit))
    match unit:
        case "micros":
            return _same(decimal(value, 6).removesuffix("0000"))
        case "bps":
            return _same(f"{decimal(value, 2)}%")
        case "epoch_seconds":
            instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=value)
            text = instant.astimezone(HONG_KONG).strftime("%Y-%m-%d %H:%M:%S")
            return Words(f"{text} Hong Kong time", f"香港時間{text}")
    counted = COUNTED[unit]
    plural = counted.en[:-1] if counted.en and abs(value) == 1 else counted.en
    return Words(f"{value:,}{plural}", f"{value:,}{counted.zh}")


def is_money(unit: str) -> bool:
    """Whether a unit is money: three letters and the name of its hundredth part, or the three letters alone."""
    return _MONEY.fullmatch(unit) is not None


def minor_digits(unit: str) -> int:
    """How many decimals an amount in this unit of money has."""
    return MINOR_DIGITS if "_" in unit else 0


def money_text(value: int, unit: str) -> str:
    """Money as its currency and every digit it has: EUR 350,000.00, JPY 1,000."""
    digits = minor_digits(unit)
    return f"{unit.partition('_')[0]} {decimal(value, digits) if digits else f'{value:,}'}"


def decimal(units: int, places: int) -> str:
    """Whole units as a decimal number with separators: 2500000 at 2 places is 25,000.00."""
    whole, part = divmod(abs(units), 10**places)
    return f"{'-' if units < 0 else ''}{whole:,}.{part:0{places}d}"


def duration(count: int, unit: str) -> Words:
    """A length of time in its two largest parts: days and hours, hours and minutes, minutes and seconds."""
    if unit == "days":
        return Words(f"{count} day{'s' if count != 1 else ''}", f"{count}日")
    parts = []
    for size, en, zh in ((86400, "d", "日"), (3600, "h", "小時"), (60, "min", "分"), (1, "s", "秒")):
        part, count = divmod(count, size)
        if part:
            parts.append(Words(f"{part} {en}", f"{part}{zh}"))
    return Words(" ".join(part.en for part in parts[:2]), "".join(part.zh for part in parts[:2]))


def sentence(node: Node, citation: str) -> Words:
    """The whole finding as one sentence with its citation: the comparisons that decided, not all that were made."""
    said = _joined(_clauses(node))
    if node.verdict.outcome() is Outcome.NOT_APPLICABLE:
        said = Words(f"does not apply: {said.en}", f"不適用：{said.zh}")
    return Words(f"{capital(said.en)} [{citation}].", f"{said.zh} [{citation}]。")


def deciding(node: Node) -> list[Must]:
    """The comparisons that an outcome rests on."""
    below = deciding_limbs(node)
    if below:
        return [leaf for limb in below for leaf in deciding(limb)]
    assert isinstance(node, Must), "a joining has limbs"
    return [node]


def deciding_limbs(node: Node) -> list[Node]:
    """The condition, where it does not surely hold; else the limbs an outcome rests on. None for a bare comparison."""
    if node.when is not None and node.when.verdict.outcome() is not Outcome.MET:
        return [node.when]
    outcome = node.verdict.outcome()
    alike = [limb for limb in node.limbs if limb.verdict.outcome() is outcome]
    if isinstance(node, Either) and outcome is Outcome.MET:
        return alike[:1]
    if isinstance(node, Either) and outcome in (Outcome.BREACHED, Outcome.UNKNOWN):
        return _closest(alike)
    return alike


def _closest(limbs: Sequence[Node]) -> list[Node]:
    """Of alternatives, those whose first limb fits; where none fits, the first limb of each."""
    fitting: list[Node] = [
        limb for limb in limbs if isinstance(limb, Every) and limb.limbs[0].verdict.outcome() is Outcome.MET
    ]
    return fitting or [limb.limbs[0] if isinstance(limb, Every) else limb for limb in limbs]


def _clauses(node: Node) -> list[Words]:
    """Clauses in the order of the text; alternatives that all fail make one clause."""
    below = deciding_limbs(node)
    if not below:
        assert isinstance(node, Must), "a joining has limbs"
        return [say(node)]
    together = isinstance(node, Either) and len(below) > 1 and below[0] is not node.when
    if not together:
        return [clause for limb in below for clause in _clauses(limb)]
    words = [limb for limb in below if isinstance(limb, Must)]
    if len(words) == len(below) and len({leaf.lhs.facts for leaf in words}) == 1 and words[0].lhs.kind == "text":
        return [_one_of(words)]
    alternatives = [_joined(_clauses(limb)) for limb in below]
    if any(leaf.conditional for leaf in deciding(node)):
        return alternatives
    return [
        Words("; or else: ".join(said.en for said in alternatives), "；或者：".join(said.zh for said in alternatives))
    ]


def _one_of(leaves: Sequence[Must]) -> Words:
    """One measured word held against several, said once with all of them."""
    first = leaves[0]
    limits = Words(" or ".join(leaf.rhs.words.en for leaf in leaves), "、".join(leaf.rhs.words.zh for leaf in leaves))
    if not first.lhs.valid:
        clause = _unknown(first.lhs)
    else:
        measured = amount(first.lhs, first.lhs.values)
        clause = Words(f"{first.lhs.words.en} is {measured.en}", f"{first.lhs.words.zh}為{measured.zh}")
    if first.conditional:
        return _joined([clause, Words(f"the rule speaks of {limits.en}", f"規則適用於{limits.zh}")])
    return _joined([clause, Words(f"{limits.en} is required", f"規定為以下之一：{limits.zh}")])


def _joined(clauses: Sequence[Words]) -> Words:
    return Words("; ".join(clause.en for clause in clauses), "；".join(clause.zh for clause in clauses))


def _same(text: str) -> Words:
    return Words(text, text)


def capital(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
