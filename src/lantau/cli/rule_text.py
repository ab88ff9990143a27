"""A rule, and a finding, as a person reads them at the terminal, in either language; codes stay as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lantau.refusal import Json

KINDS = ("state", "gate", "clock", "document", "judgement", "note")
LEVELS = ("statutory", "regulatory", "firm")
SAID = ("kind", "level")
"""The columns of a list whose words are translated."""

CHINESE = {
    "id": "編號",
    "rule": "規則",
    "kind": "類別",
    "binds": "約束對象",
    "gates": "關卡",
    "subject": "對象",
    "level": "級別",
    "confidence": "把握程度",
    "since": "生效日",
    "covered_until": "涵蓋至",
    "citation": "出處",
    "title": "標題",
    "text": "內容",
    "function": "函數",
    "rulebook_id": "規則書",
    "facts": "讀取的事實",
    "parameters": "數字",
    "sources": "引用文本",
    "formula": "算式",
    "cases": "測試",
    "versions": "各版本",
    "authorized_institutions": "認可機構",
    "authorized_institutions_citation": "認可機構的出處",
    "about": "關於",
    "quoted": "坊間流傳",
    "keywords": "關鍵詞",
    "topic": "課題",
    "all": "全部",
    "none": "無",
    "state": "狀態",
    "gate": "關卡",
    "clock": "時限",
    "document": "文件",
    "judgement": "判斷",
    "note": "說明",
    "statutory": "須（法定）",
    "regulatory": "應（監管要求）",
    "firm": "機構自訂",
    "by": "由誰決定",
    "breached": "違反",
    "unknown": "未知",
    "met": "符合",
    "not_applicable": "不適用",
    "person": "任何人",
    "applicant": "申請人",
    "licensee": "持牌人",
    "pilot_participant": "試點參與者",
    "officer": "高級人員",
    "controller": "控權人",
    "third_party": "第三方",
    "supervisor": "監管機構",
    "same": "同樣適用",
    "exempt": "獲豁免",
    "only": "只適用於認可機構",
    "differs": "另循不同規定",
    "source": "已閱原文",
    "secondary": "轉引",
    "memory": "憑記憶",
    "finding": "判定",
    "outcome": "結果",
    "market": "市場",
    "power": "權力",
    "penalty": "罰則",
    "definition": "定義",
    "guidance": "指引",
    "reported": "據報",
    "proposed": "建議",
    "name": "名稱",
    "unit": "單位",
    "bound": "界限",
    "values": "數值",
    "value": "值",
    "denominator": "分母",
    "key": "代號",
    "dated": "日期",
    "language": "語文",
    "status": "狀況",
    "on": "日期",
    "at-least": "至少",
    "at-most": "至多",
    "more-than": "多於",
    "less-than": "少於",
}

HIDDEN = ("keywords",)
"""What only a search reads."""


def said(word: str, *, zh: bool) -> str:
    """A label or a code of the law in the reader's language; what has no Chinese stays, and so do names of facts."""
    if "." in word:
        return word
    return CHINESE.get(word, word.replace("_", " ")) if zh else word.replace("_", " ")


def rule_text(body: Mapping[str, Json], *, zh: bool) -> str:
    """A rule or note in one language; lists are set one entry a line, the formula set in by its depth."""
    colon = "：" if zh else ": "
    lines = []
    for name, value in _in_one_language(body, zh=zh).items():
        label = said(name, zh=zh)
        if value in ("", None) or name in HIDDEN:
            continue
        if name == "formula" and isinstance(value, list):
            formula = (_formula_line(item, zh=zh) for item in value if isinstance(item, dict))
            lines += [f"{label}{colon}".rstrip(), *formula]
        elif isinstance(value, list):
            lines.append(f"{label}{colon}".rstrip())
            lines += [f"  {_inline(item, zh=zh)}" for item in value] or [f"  {said('none', zh=zh)}"]
        else:
            lines.append(f"{label}{colon}{_inline(value, zh=zh)}")
    return "\n".join(lines)


def why_text(body: Mapping[str, Json]) -> str:
    """A finding explained in Chinese, as ``Explanation.as_text`` does in English."""
    title, citation, rule = body["title_zh"], body["citation"], body["rule_id"]
    held = "（沿用最後文本）" if body["held_last"] else ""
    lines = [
        f"{body['finding_id']}：{said(str(body['outcome']), zh=True)} · {said(str(body['level']), zh=True)}",
        f"{title} [{citation}]，規則 {rule}，規則書 {body['rulebook_id']}",
        str(body["sentence_zh"]),
        "",
        f"對象          {said(str(body['subject_kind']), zh=True)} {body['subject_id']}，按{body['on']}的法律判定",
        f"生效          自{body['in_force_since']}起{held}",
        f"持續自        {body['open_since'] or '並未持續：判定隨該行為作出'}",
        f"記錄          {body['recorded_at']}，載於{body['held_in']}，提交 {body['commit_id']}",
        "",
        "比較",
    ]
    for item in _rows(body["comparisons"]):
        limb = f"{item['limb']}：" if item["limb"] else ""
        lines.append(f"  {said(str(item['outcome']), zh=True)}  {limb}{item['sentence_zh']}")
    lines += ["輸入", *_pairs(body["inputs"])]
    missing = body["missing"]
    assert isinstance(missing, list), "what is missing is a list"
    lines += [f"  欠缺 {name}" for name in missing]
    return "\n".join([*lines, "數字", *_pairs(body["parameters"])])


def _rows(value: Json) -> Sequence[Mapping[str, Json]]:
    assert isinstance(value, list), "comparisons are a list"
    return [item for item in value if isinstance(item, dict)]


def _pairs(value: Json) -> list[str]:
    assert isinstance(value, dict), "facts and numbers go by name"
    return [f"  {name} = {given}" for name, given in sorted(value.items())]


def _in_one_language(body: Mapping[str, Json], *, zh: bool) -> dict[str, Json]:
    """The body without the other language; what stands in both loses its mark."""
    kept, other = ("_zh", "_en") if zh else ("_en", "_zh")
    return {name.removesuffix(kept): value for name, value in body.items() if not name.endswith(other)}


def _formula_line(line: Mapping[str, Json], *, zh: bool) -> str:
    depth = line["depth"]
    assert isinstance(depth, int), "a depth is a whole number"
    return f"{'  ' * (depth + 1)}{line['zh' if zh else 'en']}"


def _inline(value: Json, *, zh: bool) -> str:
    if isinstance(value, dict):
        mine = _in_one_language(value, zh=zh)
        shown = (
            f"{said(k, zh=True) if zh else k} {_inline(v, zh=zh)}"
            for k, v in mine.items()
            if v not in (None, "", [], {})
        )
        return ("；" if zh else "; ").join(shown)
    if isinstance(value, list):
        return ("、" if zh else ", ").join(_inline(item, zh=zh) for item in value)
    text = "" if value is None else str(value)
    return said(text, zh=True) if zh and text in CHINESE else text
