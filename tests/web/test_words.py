"""The console speaks two languages whole, and writes numbers, days and citations exactly."""

from __future__ import annotations

import importlib
import re
import string
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from lantau.dates import GENERAL_HOLIDAYS, Warning, business_day_reason
from lantau.refusal import Code
from lantau.rulebook import queries
from lantau.rulebook.law import source_keys
from lantau.web.catalogue import CHINESE, ENGLISH, LANGUAGES, Words, catalogue, language_of, refusal_meanings
from lantau.web.citations import citation_text, full_citation
from lantau.web.formats import (
    coverage_bps,
    decimal_text,
    instant_text,
    micros_text,
    percent_text,
    value_text,
    written_in,
)
from lantau.web.views.words import day_reason

EN, ZH = Words(ENGLISH), Words(CHINESE)
WEB_FOLDER = Path(__file__).parents[2] / "src" / "lantau" / "web"


def test_both_catalogues_have_the_same_keys() -> None:
    assert set(catalogue(ENGLISH)) == set(catalogue(CHINESE))


def test_a_phrase_has_the_same_places_in_both_languages() -> None:
    def places(phrase: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}

    for key, phrase in catalogue(ENGLISH).items():
        assert places(phrase) == places(catalogue(CHINESE)[key]), key


def test_no_phrase_is_blank_or_left_in_english() -> None:
    for key, phrase in catalogue(CHINESE).items():
        assert phrase.strip(), key
        same = phrase == catalogue(ENGLISH)[key]
        cites_law = key.endswith(".cite") or key == "site.name"
        assert cites_law or not same or not re.search(r"[A-Za-z]{3}", phrase), f"{key} is not translated"


def test_every_phrase_a_template_asks_for_is_there() -> None:
    asked = set()
    for path in (WEB_FOLDER / "templates").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r"\b(?:t|label|p\.th|p\.empty)\('([a-z_]+\.[a-z_.]+[a-z])'", text))
        asked |= {
            f"note.{key}.text" for key in re.findall(r"note='([a-z_]+)'|ref\('([a-z_]+)'\)", text) for key in key if key
        }
    assert len(asked) > 100
    assert asked <= set(catalogue(ENGLISH)), asked - set(catalogue(ENGLISH))


def test_an_unknown_phrase_is_a_bug_and_not_a_gap() -> None:
    with pytest.raises(AssertionError, match="no phrase"):
        EN("overview.nothing")


@pytest.mark.parametrize(
    ("asked", "remembered", "answer"),
    [
        ("zh", None, "zh"),
        (None, "zh", "zh"),
        ("en", "zh", "en"),
        ("fr", "zh", "zh"),
        ("fr", "../en", "en"),
        (None, None, "en"),
    ],
)
def test_the_address_is_asked_before_the_cookie(asked: str | None, remembered: str | None, answer: str) -> None:
    assert language_of(asked, remembered) == answer


@pytest.mark.parametrize(
    ("units", "decimals", "least", "text"),
    [
        (0, 2, 2, "0.00"), (1, 2, 2, "0.01"), (-123456, 2, 2, "−1,234.56"), (1_234_567_890_000, 6, 2, "1,234,567.89"),
        (1, 6, 2, "0.000001"), (5, 0, 0, "5"),
    ],
)  # fmt: skip
def test_amounts_are_written_exactly(units: int, decimals: int, least: int, text: str) -> None:
    assert decimal_text(units, decimals, least) == text


def test_a_shortfall_of_one_millionth_never_shows_as_full() -> None:
    par = 60_000_000_000_000_000
    assert percent_text(coverage_bps(par - 1, par)) == "99.99%"
    assert percent_text(coverage_bps(par, par)) == "100.00%"
    assert percent_text(coverage_bps(par, 0)) == "–"
    assert micros_text(None) == "–"


def test_values_carry_their_unit() -> None:
    assert value_text(2_500_000_000, "HKD_cents", EN) == "HK$ 25,000,000.00"
    assert value_text(3, "months", EN) == "3 months"
    assert value_text(3, "months", ZH) == "3個月"
    assert value_text("2026-10-20", "", ZH) == "2026年10月20日（二）"
    assert value_text("deposit", "", EN) == "bank deposit"
    assert value_text(True, "", ZH) == "是"
    assert value_text(None, "micros", EN) == "–"


def test_times_are_hong_kong_times() -> None:
    instant = datetime(2026, 10, 20, 16, 30, tzinfo=UTC)
    assert instant_text(instant, ENGLISH) == "Wed 21 Oct 2026, 00:30"
    assert instant_text(instant, CHINESE) == "2026年10月21日（三） 00:30"


@pytest.mark.parametrize(
    ("citation", "english", "chinese"),
    [
        ("O Sch.2 s.6(2)", "Cap. 656 Sch.2 s.6(2)", "《穩定幣條例》附表2第6(2)條"),
        ("O s.14(1); G 3.3.3", "Cap. 656 s.14(1); Guideline 3.3.3", "《穩定幣條例》第14(1)條；《監管指引》第3.3.3段"),
        ("A 6.5-6.6", "AML Guideline 6.5-6.6", "《打擊洗錢指引》第6.5-6.6段"),
        ("EN Annex B item 2", "Licensing Note Annex B item 2", "《發牌說明》附件B第2項"),
        (
            "Licensing Note 4.4.1, Annex B item 10",
            "Licensing Note 4.4.1, Annex B item 10",
            "《發牌說明》第4.4.1段，附件B第10項",
        ),
        ("Cap. 1 s.71(2)", "Cap. 1 s.71(2)", "第1章第71(2)條"),
        ("G 6.5.7(vii)", "Guideline 6.5.7(vii)", "《監管指引》第6.5.7(vii)段"),
        ("TN 3.2", "Transitional Note 3.2", "《過渡說明》第3.2段"),
        ("P scope", "Pilot agreement scope", "試點協議範圍"),
        ("N gxt-hk April 2026", "News: gxt-hk April 2026", "新聞：gxt-hk April 2026"),
        ("MiCA Art.54(a)", "Regulation on markets in crypto-assets Art.54(a)", "《加密資產市場規例》第54(a)條"),
        (
            "Yinfa [2026] 42",
            "Notice on further preventing and handling risks related to virtual currencies: [2026] 42",
            "《關於進一步防範和處置虛擬貨幣等相關風險的通知》：[2026] 42",
        ),
        ("Lantau's own grouping", "Lantau's own grouping", "Lantau's own grouping"),
    ],
)  # fmt: skip
def test_citations_are_written_out(citation: str, english: str, chinese: str) -> None:
    assert citation_text(citation, EN) == english
    assert citation_text(citation, ZH) == chinese


def test_a_citation_in_full_names_each_text_as_its_own_law_titles_it() -> None:
    cited = full_citation("G 6.5.7(vii); EN 2.5.1; N Reuters", "HK", EN)
    assert cited == (
        "Guideline on Supervision of Licensed Stablecoin Issuers 6.5.7(vii); "
        "Explanatory Note on Licensing of Stablecoin Issuers 2.5.1; "
        "News, circulars and replies known at second hand: Reuters"
    )
    assert full_citation("O s.14(1)", "HK", ZH) == "《穩定幣條例》第14(1)條"
    assert full_citation("N digital yuan", "CN", ZH) == "新聞：digital yuan", "N is another text in another regime"
    assert full_citation("MiCA Art.54", "HK", EN) == "MiCA Art.54", "a law does not name the texts of another"


def test_every_source_of_every_regime_is_written_out_in_both_languages() -> None:
    for book in queries.shipped():
        for rule in (*book.law.rules, *book.law.notes):
            for words in (EN, ZH):
                said = full_citation(rule.citation, book.law.jurisdiction, words)
                for key in source_keys(rule.citation):
                    title = book.law.sources[key].title
                    assert (title.zh if words is ZH else title.en) in said, f"{rule.id} cites {rule.citation}"


def test_every_reason_a_day_is_skipped_is_said_in_chinese() -> None:
    gale = Warning("gale", datetime(2026, 10, 20, 9, tzinfo=UTC))
    rain = Warning("black_rain", datetime(2026, 10, 20, 9, tzinfo=UTC), datetime(2026, 10, 20, 11, tzinfo=UTC))
    days = [*GENERAL_HOLIDAYS.names, date(2026, 10, 17), date(2026, 10, 18)]
    reasons = [business_day_reason(day, ()) for day in days] + [business_day_reason(date(2026, 10, 20), (gale, rain))]
    assert len(reasons) > 40
    for reason in [*reasons, "business day 1 of 1"]:
        assert reason is not None
        said = day_reason(reason, ZH)
        assert not re.search(r"[A-Za-z]", said), f"{reason} stays English: {said}"


def test_only_the_two_languages_are_kept() -> None:
    kept = {path.stem for path in (WEB_FOLDER / "catalogues").glob("*.toml")}
    assert kept == {*LANGUAGES, "refusals.zh"}


NEVER_ON_A_PAGE = (
    "cli.", "db.", "ids.", "wiring.", "worlds.",
    "reserves.bad_cell", "reserves.bad_column", "reserves.bad_file", "rulebook.bad_table", "rulebook.hole",
)  # fmt: skip
"""Refusals of commands and of the files they read: no act of a world ends with them."""


def test_every_code_a_page_can_show_has_its_meaning_in_chinese_and_no_other_has() -> None:
    codes = set()
    for path in WEB_FOLDER.parent.glob("*/refusals.py"):
        module = importlib.import_module(f"lantau.{path.parent.name}.refusals")
        codes |= {value.name for value in vars(module).values() if isinstance(value, Code)}
    shown = {code for code in codes if not code.startswith(NEVER_ON_A_PAGE)}
    said = set(refusal_meanings())
    assert not said - codes, "catalogues/refusals.zh.toml names codes that no room has"
    assert not shown - said, "catalogues/refusals.zh.toml lacks the meaning of these codes"
    assert all(meaning and not meaning.endswith("。") for meaning in refusal_meanings().values())


def test_what_a_person_wrote_is_marked_in_its_language() -> None:
    assert written_in("Cap for the first year.") == "en"
    assert written_in("首年上限 HKD 50,000,000") == "zh-Hant-HK"
