"""One hand-made view for each page, with every branch of its template in it: long names, absent values, refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from lantau.money import HKD, USD, Amount, asset
from lantau.web.charts import Point, coverage_chart
from lantau.web.views.calendar import DrawLine, OwedLine, calendar_view
from lantau.web.views.coverage import CoverageView, CoveredLine
from lantau.web.views.evidence import EvidenceLine, PersonsWord, evidence_view
from lantau.web.views.findings import (
    ComparisonLine,
    Evidence,
    FindingLine,
    FindingsView,
    WaitingLine,
    WhyView,
)
from lantau.web.views.issuers import (
    BindingLine,
    CoinLine,
    IssuerLine,
    IssuersView,
    IssuerView,
    PilotLine,
    PoolLine,
    PositionLine,
    SupplyLine,
)
from lantau.web.views.licensing import (
    ApplicationLine,
    ApplicationsView,
    ApplicationView,
    AssessedLine,
    LimbLine,
    MissingLine,
    RemarkLine,
)
from lantau.web.views.orders import (
    CountedDay,
    PaymentLine,
    PaymentsView,
    RedemptionLine,
    RedemptionsView,
    RedemptionView,
    StepLine,
)
from lantau.web.views.overview import BreakLine, OverviewView
from lantau.web.views.record import ActLine, DiscrepancyLine, StoryView, StreamLine, VerifyView
from lantau.web.views.regimes import (
    HeldLine,
    NumberLine,
    RegimeCell,
    RegimeColumn,
    RegimeSource,
    RegimesView,
    RegimeView,
    ToldLine,
    TopicRow,
)
from lantau.web.views.rules import (
    CaseLine,
    FactLine,
    FormulaLine,
    HitLine,
    NextLine,
    NoteWords,
    OpenLine,
    ParameterLine,
    ReformLine,
    RegimeIndex,
    RuleLine,
    RulesView,
    RuleView,
    SourceLine,
    TopicCount,
    VersionLine,
)
from lantau.web.views.statements import (
    AgreementLine,
    CompositionLine,
    ObligationLine,
    ReturnLine,
    StatedFinding,
    StatementLine,
    StatementsView,
    StatementView,
)
from lantau.web.views.words import Said
from tests.web.chain_samples import CHAIN_VIEWS
from tests.web.lab_samples import LAB_VIEWS
from tests.web.mining_samples import MINING_VIEWS

NOON = datetime(2026, 10, 20, 4, 0, tzinfo=UTC)
FINDING = FindingLine(
    id="fnd_01KC0000000000000000000001",
    rule_id="HK.reserve.full_backing",
    outcome="breached",
    level="statutory",
    subject_kind="pool",
    subject_id="pol_01KC0000000000000000000001",
    on=date(2026, 10, 20),
    title=Said("Full backing", "足額儲備"),
    sentence=Said(
        "The market value of eligible assets is 18,000,000.00, which is 2,000,000.00 less than the least allowed.",
        "合資格資產市值為18,000,000.00，較最低要求少2,000,000.00。",
    ),
    citation="O Sch.2 s.5(2)",
    rulebook_id="HK",
    occurred_at=NOON,
)
LIVE = FindingLine(
    "",
    "HK.redeem.clock",
    "unknown",
    "statutory",
    "redemption",
    "ord_01KC0000000000000000000009",
    date(2026, 10, 20),
    Said("Redemption in time", "準時贖回"),
    Said("It is not settled yet.", "尚未完成。"),
    "O Sch.2 s.6(2); G 3.3.3",
    "HK",
)
STATEMENTS = tuple(
    StatementLine(
        f"stm_01KC00000000000000000000{index:02}",
        "HKDX",
        "pty_01KC0000000000000000000001",
        "HKD",
        date(2026, 10, 5) + timedelta(days=index),
        20_000_000_000_000,
        20_000_000_000_000 + 5_000_000_000 * (index - 9) if index != 13 else 18_000_000_000_000,
        20_100_000_000_000,
        10_000 + 2 * (index - 9) if index != 13 else 9_000,
    )
    for index in range(15)
)
COIN = CoinLine(
    "HKDX",
    "Harbour Dollar",
    "HKD",
    "pty_01KC0000000000000000000001",
    "Tung Chung Coin Company Limited",
    "SIM-0001",
    "pol_01KC0000000000000000000001",
    20_000_000_000_000,
    18_000_000_000_000,
    20_100_000_000_000,
    9_000,
    "breached",
    50_000_000_000_000,
    SupplyLine(None, None, "this world has no chain: the coin's contract is not deployed"),
)
KNOWN = CoinLine(
    "HKDY",
    "Bay Dollar",
    "HKD",
    "pty_01KC0000000000000000000002",
    "Silvermine Bank (Hong Kong) Limited",
    "",
    "pol_2",
    0,
    None,
    None,
    None,
    "unknown",
    None,
    SupplyLine(0, 123_456, ""),
)
ISSUERS = (
    IssuerLine(COIN.issuer_id, COIN.issuer_name, "in_force", "SIM-0001", NOON.date(), ("HKDX",)),
    IssuerLine("pty_01KC0000000000000000000007", "Peng Chau Payments Limited", "pilot", "", NOON.date(), ()),
    IssuerLine("pty_01KC0000000000000000000008", "Mui Wo Money Limited", "refused", "", None, ()),
)
CAP = BindingLine(
    "con_1", "issuance_cap", "Par in circulation may not exceed HKD 50,000,000.00.", "O s.17(2)(f)", NOON.date(), True
)
DIRECTION = BindingLine("dir_1", "direction", "Stop issuing until the pool is fully backed.", "", NOON.date(), False)
POSITIONS = (
    PositionLine(
        id="pos_1",
        asset_class="cash",
        name="Cash at Silvermine Bank",
        custodian="Silvermine Bank",
        asset="HKD",
        nominal=Amount.parse("12000000.00", HKD),
        value_micros=12_000_000_000_000,
        eligible=True,
        verdict="eligible",
        matures_on=None,
        findings=(),
    ),
    PositionLine(
        id="pos_2",
        asset_class="deposit",
        name="Four-month deposit at Silvermine Bank",
        custodian="Silvermine Bank",
        asset="HKD",
        nominal=Amount.parse("2100000.00", HKD),
        value_micros=2_100_000_000_000,
        eligible=False,
        verdict="ineligible",
        matures_on=date(2027, 2, 20),
        findings=(FINDING,),
    ),
    PositionLine(
        id="pos_3",
        asset_class="debt",
        name="HKSAR Exchange Fund Bill 91-day",
        custodian="",
        asset="USD",
        nominal=Amount.parse("775000.00", USD),
        value_micros=None,
        eligible=False,
        verdict="unknown",
        matures_on=date(2026, 12, 30),
        findings=(),
    ),
)
DAYS = (
    CountedDay(date(2026, 10, 17), "Saturday", False),
    CountedDay(date(2026, 10, 18), "Sunday", False),
    CountedDay(date(2026, 10, 19), "general holiday: The day following Double Ninth Festival", False),
    CountedDay(
        date(2026, 10, 20), "gale warning in force (from 2026-10-20 17:00 on, no end known, Hong Kong time)", False
    ),
    CountedDay(date(2026, 10, 21), "business day 1 of 1", True),
)
REDEMPTION = RedemptionLine(
    "ord_01KC0000000000000000000009",
    "HKDX",
    COIN.issuer_id,
    COIN.issuer_name,
    "pty_01KC0000000000000000000004",
    "Lantau Fruit & Vegetable Wholesale Company Limited",
    Amount.parse("1250000.00", HKD),
    "valid",
    "provisional",
    NOON - timedelta(days=4),
    NOON - timedelta(days=4),
    NOON + timedelta(days=1),
    date(2026, 10, 21),
    True,
    None,
    DAYS,
)
LATE = RedemptionLine(
    "ord_01KC0000000000000000000010",
    "HKDX",
    COIN.issuer_id,
    COIN.issuer_name,
    "pty_4",
    "Cheung Chau Ferries Limited",
    Amount.parse("800.00", HKD),
    "settled",
    "late",
    NOON,
    NOON,
    NOON,
    date(2026, 10, 14),
    False,
    NOON,
    (),
)
REQUESTED = RedemptionLine(
    "ord_01KC0000000000000000000011",
    "HKDX",
    COIN.issuer_id,
    COIN.issuer_name,
    "pty_4",
    "Cheung Chau Ferries Limited",
    Amount.parse("12.34", HKD),
    "requested",
    "not_started",
    NOON,
    None,
    None,
    None,
    False,
    None,
    (),
)


def owed(kind: str, title: str, title_zh: str, due_on: date | None, done_on: date | None, state: str) -> ObligationLine:
    return ObligationLine(
        f"obl_{kind}", kind, title, title_zh, COIN.issuer_id, COIN.issuer_name, "2026-10-20", due_on, done_on, state,
        "G 2.7.5",
    )  # fmt: skip


OBLIGATIONS = (
    owed("reserve_breach_report", "Report the breach", "報告違規", date(2026, 10, 20), None, "overdue"),
    owed("weekly_report", "Weekly return", "每週申報", date(2026, 10, 23), None, "due"),
    owed("daily_statement", "Daily statement", "每日報表", date(2026, 10, 19), date(2026, 10, 20), "done_late"),
    owed("attestation", "Attestation", "核證", None, None, "undated"),
)
APPLICATION = ApplicationLine(
    "app_01KC0000000000000000000001",
    COIN.issuer_id,
    COIN.issuer_name,
    "hk_company",
    "HKD",
    "granted",
    NOON,
    NOON,
    11,
    1,
    1,
)
UNDECIDED = ApplicationLine(
    "app_2", "pty_9", "Discovery Bank", "authorized_institution", "", "filed", NOON, None, 9, 0, 2
)
RULE = RuleLine(
    "HK.reserve.full_backing",
    "HK",
    "state",
    "licensee",
    ("pool",),
    "pool",
    "statutory",
    Said("Full backing", "足額儲備"),
    "O Sch.2 s.5(2)",
    date(2025, 8, 1),
    date(2026, 12, 31),
)
NOTE = replace(
    RULE, id="HK.quoted.floor", kind="note", binds="", gates=(), subject_kind="", level="", confidence="secondary"
)
HITS = (
    HitLine(
        NOTE.id, "HK", "note", RULE.title, Said("The text.", "原文。"), Said("A myth.", "傳言。"), "O s.1", "/rules/x"
    ),
    HitLine(
        "floor", "EU", "parameter", RULE.title, Said("word " * 90, "字" * 300), None, "MiCA Art.54", "/regimes/EU#floor"
    ),
)  # fmt: skip
FILTERS = {"regime": "HK", "topic": "reserve", "kind": "state", "gate": "pool"}
NO_FILTERS = dict.fromkeys(FILTERS, "")
OFFERED = {"regime": ("HK", "EU"), "topic": ("reserve", "keys"), "kind": ("state", "note"), "gate": ("pool", "issue")}

COMPARISON = ComparisonLine(
    "1",
    "breached",
    ">=",
    18_000_000_000_000,
    20_000_000_000_000,
    -2_000_000_000_000,
    "micros",
    Said("market value of eligible assets", "合資格資產市值"),
)
EVIDENCE = Evidence(
    "disclosure.finding",
    "cmt_01KC0000000000000000000001",
    "issuer:pty_01KC0000000000000000000001",
    42,
    "ab" * 32,
    "cd" * 32,
    "per_01KC0000000000000000000001",
    "Ada Wong",
    "first-coin:close-2026-10-20",
    NOON,
    NOON,
)


def act(name: str, outcome: str, words: str, **more: str) -> ActLine:
    texts = {"refusal_code": "", "citation": "", "rule_id": "", "address": ""} | more
    message = Said(texts.pop("message", ""))
    return ActLine(name, NOON, "issuance.issue", "Ada Wong", Said(words), outcome, message=message, **texts)


PAID = PaymentLine(
    id="pay_1",
    coin_id="HKDX",
    payer_id="pty_4",
    payer_name="Cheung Chau Ferries Limited",
    payee_id="pty_5",
    payee_name="Tai O Salt Fish Company",
    amount=Amount.parse("8000.000000", asset("coin:HKDX")),
    value_hkd=Amount.parse("8000.00", HKD),
    linked_hkd=Amount.parse("9000.00", HKD),
    tier="full",
    state="posted",
    code="",
    chain="unknown",
    purpose="Rope",
    invoice="Invoice 12",
    citation="",
    message=Said(""),
    occurred_at=NOON,
)
PILOT = PilotLine(
    id="plt_1",
    stage="closed_trial",
    use_case="Supplier payments",
    currency="HKD",
    acts=("issue", "redeem"),
    cap_total_micros=1_000_000_000_000,
    cap_act_micros=100_000_000_000,
    used_micros=0,
    counterparties=("Cheung Chau Ferries Limited",),
    public_money=False,
    ends_on=date(2026, 12, 31),
    open_test_cases=("redeem at par",),
    since=NOON,
)
BREAK = BreakLine(
    "brk_1",
    "HKDX",
    "ledger",
    Amount.parse("2.000000", asset("coin:HKDX")),
    "holders",
    Amount.parse("1.999999", asset("coin:HKDX")),
)

DAY = date(2026, 10, 19)
REGIME_COLUMNS = tuple(
    RegimeColumn(
        regime,
        Said(f"The regime of {regime}", "制度"),
        "EUR",
        date(2024, 6, 30),
        date(2026, 9, 30),
        "MiCA Art.149",
        DAY,
        standing,
    )
    for regime, standing in (("HK", "covered"), ("EU", "held"), ("US", "begins"), ("XX", "ended"))
)
REGIME_CELLS = (
    RegimeCell(
        "HK",
        "met",
        "met",
        "",
        (
            NumberLine(
                "floor", Said("least capital", "最低資本"), Said("at least HKD 1.00", "最少HKD 1.00"), "O s.1", "source"
            ),
        ),
        (HeldLine("HK.x", Said("Capital", "資本"), Said("Enough.", "足夠。"), "O s.1", "source", "met", 2),),
        (),
    ),
    RegimeCell(
        "EU",
        "unknown",
        "unknown",
        "text",
        (),
        (),
        (ToldLine("EU.x", "reported", Said("As reported", "據報"), Said("Some.", "一些。"), "MiCA Art.1", "memory"),),
    ),
    RegimeCell(
        "US",
        "not_covered",
        "breached",
        "",
        (),
        (
            HeldLine(
                "US.x", Said("Backing", "支持"), Said("Short.", "不足。"), "GENIUS s.4", "secondary", "breached", 1
            ),
        ),
        (),
    ),
    RegimeCell("XX", "unknown", "unknown", "nothing", (), (), ()),
)


def owed_line(state: str, about: str, days: int | None, **changes: object) -> OwedLine:
    """One obligation of the sample calendar, so many days ahead."""
    made = OwedLine(
        "obl_1", "weekly_report", "HK.calendar.weekly_report", Said("Weekly report", "每周報告"), about,
        None if days is None else NOON.date() + timedelta(days=days), None, days, state, None, "G 2.7.2",
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]


VIEWS: dict[str, object] = {
    **CHAIN_VIEWS,
    **LAB_VIEWS,
    **MINING_VIEWS,
    "overview": OverviewView(
        (COIN, KNOWN),
        ISSUERS,
        (FINDING,),
        (LIVE,),
        (BREAK,),
        (REDEMPTION,),
        OBLIGATIONS[:2],
    ),
    "issuers": IssuersView(ISSUERS),
    "issuer": IssuerView(
        ISSUERS[0],
        (COIN,),
        (CAP, DIRECTION),
        (PILOT,),
        (PoolLine("pol_1", "HKDX", "HKD", date(2026, 10, 20), POSITIONS, 12_000_000_000_000, 14_100_000_000_000),),
        (FINDING,),
        STATEMENTS,
        coverage_chart([Point(line.day, line.coverage_bps) for line in STATEMENTS]),
    ),
    "redemptions": RedemptionsView((REDEMPTION, REQUESTED), (LATE,)),
    "redemption": RedemptionView(
        REDEMPTION, (StepLine("requested", "", NOON), StepLine("cancelled", "客戶撤回", NOON)), (LIVE,)
    ),
    "payments": PaymentsView(
        (
            PAID,
            replace(
                PAID,
                id="pay_2",
                value_hkd=None,
                linked_hkd=None,
                tier="",
                state="refused",
                code="rulebook.refused",
                chain="",
                purpose="",
                citation="A 6.6",
                message=Said("The payee's name is missing.", "欠收款人名稱。"),
            ),
        )
    ),
    "findings": FindingsView(
        (replace(FINDING, open_since=NOON),),
        (LIVE,),
        (replace(FINDING, outcome="met"),),
        "",
        "",
        (("breached", 1), ("unknown", 1), ("met", 1), ("not_applicable", 0)),
        ("pool", "redemption"),
        3,
        (
            WaitingLine(
                rule_id="HK.trust.form",
                subject_kind="trust",
                subject_id="pol_1",
                title=Said("A form of trust that is accepted", "獲接受的信託形式"),
                citation="G 2.5.2",
                missing=(("trust.form", Said("form of the trust", "信託形式")),),
            ),
        ),
    ),
    "finding": WhyView(
        FINDING,
        date(2025, 8, 1),
        (COMPARISON,),
        (
            (
                "pool.eligible_market_value_micros",
                Said("market value of eligible assets", "合資格資產市值"),
                18_000_000_000_000,
                "micros",
            ),
            ("asset.class", Said("class", "類別"), "deposit", ""),
            ("asset.placed_on", Said("placed", "存入日"), "2026-10-20", ""),
            ("asset.tokenised", Said("tokenised", "代幣化"), False, ""),
        ),
        (("pool.frozen_par_micros", Said("par of frozen coins", "被凍結面值")),),
        (("paid_up_capital_floor", Said("least paid-up capital", "最低繳足股本"), "HKD_cents", 2_500_000_000),),
        True,
        EVIDENCE,
    ),
    "applications": ApplicationsView((APPLICATION, UNDECIDED)),
    "application": ApplicationView(
        APPLICATION,
        date(2026, 9, 1),
        "HK",
        (AssessedLine(FINDING, (LimbLine("breached", FINDING.sentence),)), AssessedLine(LIVE, ())),
        (MissingLine(Said("business plan", "業務計劃"), "EN Annex B item 2"),),
        "per_1",
        "All criteria are met.",
        "SIM-0001",
        (CAP,),
        (
            RemarkLine(
                "contradictory",
                11,
                Said("Paid-up share capital: two places disagree.", "已繳股本：兩處不一致。"),
                Said("Find out which is right.", "查明何者正確。"),
                ("application.toml:19 capital.paid_up_hkd", "documents/accounts.md:7"),
                "O Sch.2 s.4(2)(a)",
            ),
        ),
    ),
    "rules": RulesView("", (), (), (RULE, NOTE), FILTERS, OFFERED, 400),
    "coverage": CoverageView(
        "O",
        (("O", Said("Stablecoins Ordinance", "《穩定幣條例》"), 3), ("G", Said("Guideline", "《監管指引》"), 1)),
        (
            CoveredLine("O Sch.2 s.1(1)", (("state", ((RULE.id, RULE.title), (NOTE.id, NOTE.title))),), None),
            CoveredLine("O Sch.2 s.1(2)", (), Said("It defines a word.", "只是定義。")),
            CoveredLine("O Sch.2 s.1(3)", (), None),
        ),
        {"state": 1, "note": 1},
        1,
    ),
    "rule": RuleView(
        line=RULE,
        text=Said("The market value of the reserve is at all times at least par.", "儲備市值在任何時間均不少於面值。"),
        branch="differs",
        branch_citation="O Sch.2 s.2(2)",
        by="supervisor",
        anchor="event",
        starts=Said("a breach", "違規"),
        formula=(
            FormulaLine(0, Said("all of", "全部符合"), ()),
            FormulaLine(9, Said("value ≥ par", "市值 ≥ 面值"), ("pool.par_outstanding_micros",)),
        ),
        parameters=(
            ParameterLine(
                "paid_up_capital_floor",
                Said("least capital", "最低股本"),
                "HKD_cents",
                "at-least",
                2_500_000_000,
                1,
                date(2025, 8, 1),
                date(2026, 12, 31),
                "O Sch.2 s.4(2)",
            ),
            ParameterLine(
                "share",
                Said("share", "比例"),
                "persons",
                "at-least",
                1,
                3,
                date(2025, 8, 1),
                date(2026, 12, 31),
                "G 7.1.3",
            ),
        ),
        facts=(FactLine("pool.par_outstanding_micros", "int", "micros", Said("par outstanding", "流通面值")),),
        cases=(CaseLine("one cent short", date(2026, 9, 1), "breached", (("pool.par_outstanding_micros", 60_000),)),),
        versions=(VersionLine(RULE.since, RULE.covered_until, Said("At least par.", "不少於面值。"), RULE.citation),),
        reforms=(ReformLine("HK+floor50", Said("50 million", "五千萬"), "Draft s.1"),),
        sources=(SourceLine("O", Said("Stablecoins Ordinance", "《穩定幣條例》"), "Cap. 656", "official"),),
        neighbours=(NOTE,),
        open=(
            OpenLine(FINDING.id, "breached", COIN.issuer_name, "pool", FINDING.subject_id, NOON),
            OpenLine(FINDING.id, "unknown", COIN.issuer_name, "pool", FINDING.subject_id, NOON),
        ),
        judged=(("breached", 1), ("met", 40)),
        obligations=(NextLine(COIN.issuer_id, COIN.issuer_name, "2026-10-20", None, "overdue"),),
    ),
    "regimes": RegimesView(
        DAY,
        ((COIN.issuer_id, COIN.issuer_name),),
        COIN.issuer_id,
        COIN.issuer_name,
        (("capital", Said("Capital to begin with", "最低資本")),),
        "",
        REGIME_COLUMNS,
        (TopicRow("capital", Said("Capital to begin with", "最低資本"), REGIME_CELLS),),
    ),
    "regime": RegimeView(
        REGIME_COLUMNS[1],
        (
            RegimeSource(
                "MiCA", Said("Regulation", "規例"), "Regulation (EU) 2023/1114", date(2023, 5, 31), "secondary"
            ),
        ),
        REGIME_CELLS[0].rules,
        REGIME_CELLS[0].numbers,
        REGIME_CELLS[1].notes,
    ),
    "calendar": calendar_view(
        COIN.issuer_id,
        {COIN.issuer_id: COIN.issuer_name, KNOWN.issuer_id: KNOWN.issuer_name},
        (
            owed_line("overdue", "complaint 2026/1", -3),
            owed_line("due", "from 2026-10-16", 10),
            owed_line("provisional", "period to 2026-10-31", 40),
            owed_line("undated", "frequency not set by the Monetary Authority", None),
            owed_line("judged", "request 1", None, judged_prompt=False),
            owed_line("judged", "request 2", None, judged_prompt=True),
            owed_line("done", "licence in effect 2026-09-15", -20, done_on=NOON.date()),
        ),
        on=NOON.date(),
        shown="",
        draws=(
            DrawLine(
                date(2026, 9, 1),
                date(2026, 9, 30),
                date(2026, 9, 30),
                date(2026, 9, 18),
                20,
                "5f" * 32,
                "ab" * 32,
                65,
                "cd" * 32,
            ),
        ),
        refused="rulebook.not_covered: the day is not covered",
    ),
    "evidence": evidence_view(
        COIN.issuer_id,
        {COIN.issuer_id: COIN.issuer_name},
        tuple(
            EvidenceLine(
                "HK.complaints.policy",
                "judgement" if by else "document",
                by,
                Said("Complaints policy", "投訴政策"),
                Said("Says how complaints are handled.", "載明如何處理投訴。"),
                standing,
                outcome,
                "G 8.4.2",
                "Policy, first edition" if filed else "",
                "ef" * 32 if filed else "",
                PersonsWord("", "Mei Cheung", NOON) if filed else None,
                PersonsWord("It names nobody.", "Ray Yip", NOON) if standing == "wanting" else None,
                PersonsWord("Tried out.", "Ray Yip", NOON) if standing == "satisfied" else None,
            )
            for standing, outcome, by, filed in (
                ("wanting", "breached", "", True),
                ("on_file", "unknown", "", True),
                ("asked", "unknown", "", False),
                ("not_judged", "unknown", "supervisor", False),
                ("satisfied", "met", "licensee", False),
                ("not_bound", "not_applicable", "", False),
            )
        ),
        kind="",
        shown="",
    ),
    "story": StoryView(
        Said("The first coin", "第一枚穩定幣"),
        Said("From the pilot to redemption.", "由試行到贖回。"),
        (
            act(
                "issue", "done", "The issuer issues 20,000,000 coins against a bank credit notice.", address="/issuers"
            ),
            act(
                "refuse",
                "refused",
                "An unverified customer asks for coins.",
                refusal_code="rulebook.refused",
                message="The customer is not verified.",
                citation="G 3.5.1",
            ),
        ),
        40,
        "ef" * 32,
    ),
    "statements": StatementsView(
        STATEMENTS,
        (
            ReturnLine(
                "ret_1", COIN.issuer_id, COIN.issuer_name, date(2026, 10, 12), date(2026, 10, 18), ("HKDX",), 9_000
            ),
        ),
        OBLIGATIONS,
    ),
    "statement": StatementView(
        id="stm_1",
        kind="daily",
        issuer_id=COIN.issuer_id,
        issuer_name=COIN.issuer_name,
        days=(STATEMENTS[13],),
        frozen_micros=1_000_000,
        composition=(CompositionLine("cash", 20_100_000_000_000, 18_000_000_000_000, 1),),
        agreements=(
            AgreementLine("ledger", "20000000.000000", "", ""),
            AgreementLine("holders", "19999999.000000", "different", ""),
            AgreementLine("chain", None, "unknown", "this world has no chain"),
        ),
        findings=(StatedFinding(FINDING.rule_id, "breached", FINDING.sentence, FINDING.citation),),
        body={"coin": "HKDX"},
        text="SIMULATED\nPar  20,000,000.00",
        digest="12" * 32,
    ),
    "verify": VerifyView(
        (StreamLine("world", 12, "ab" * 32),), (DiscrepancyLine("world", "events.record 1", "altered"),)
    ),
}

COUNTS = (1, 0, 0, 0, 0, 2)
INDEX = RegimeIndex("HK", Said("Hong Kong", "香港"), (TopicCount("reserve", COUNTS, 3),), COUNTS, 3)
RULE_PAGES: dict[str, tuple[str, object]] = {
    "index": (
        "rules",
        RulesView(
            "", (INDEX,), (), (), NO_FILTERS, OFFERED, 3,
        ),
    ),
    "hits": ("rules", RulesView("capital", (), HITS, (), NO_FILTERS, OFFERED, 120)),
    "no hits": ("rules", RulesView("<b>", (), (), (), NO_FILTERS, OFFERED, 0)),
    "nothing left": ("rules", RulesView("", (), (), (), FILTERS, OFFERED, 0)),
    "note": ("rule", RuleView(NOTE, Said("The text.", "原文。"), note=NoteWords("quoted", Said("A myth.", "傳言。")))),
    "document": ("rule", RuleView(replace(RULE, kind="document"), Said("A paper.", "文件。"), judged=(("met", 1),))),
    "no texts": ("coverage", CoverageView("", (), (), {}, 0)),
}  # fmt: skip
"""The other shapes of the pages about the law, by what they show."""
