"""Hand-made views of the pages of a coin's chain, with every branch of their templates in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from lantau.web.views.chain import BlockLine, Paragraph, SumLine, coins, unsaid
from lantau.web.views.holders import CoinHolders, HolderLine, HoldersView, SpokenOf
from lantau.web.views.messages import MessageLine
from lantau.web.views.overview import BreakLine
from lantau.web.views.reconciling import (
    CheckLine,
    CloseLine,
    CoinReconciled,
    DifferenceLine,
    ReconciliationView,
)
from lantau.web.views.token import (
    AttestationLine,
    ChainState,
    ContractLine,
    LimitsLine,
    MinterLine,
    ProposalLine,
    RoleLine,
    ScheduledLine,
    TokenLine,
    TokensView,
    TokenView,
)
from lantau.web.views.words import Said

NOON = datetime(2026, 10, 20, 4, 0, tzinfo=UTC)
ADDRESS, OTHER = "0x69cB6971CaD094DDb8db036da3bBe589b8e42233", "0xFE3a8126Fab691C785D8B4fE07798919Eb76cb80"
HASH = "0x889099c322b640285236769f40080b85b097a35db1ea74207ecd0444234e94b4"
COIN = "hkdx"
BLOCK = BlockLine(20, HASH, NOON)
LAW = (Paragraph("HK.token.segregation", Said("Operations in different hands", "不同操作由不同員工執行"), "G 6.5.4"),)
SUMS = (
    SumLine("ledger", coins(COIN, 19_000_000_000_000), ""),
    SumLine("chain", None, "unknown"),
    SumLine("logs", coins(COIN, 19_000_000_000_000), "equal"),
    SumLine("accounts", coins(COIN, 18_999_999_999_999), "different"),
)
LINE = TokenLine(
    COIN, "Harbour Dollar", "pty_1", "Harbour <Dollar> & Co", ADDRESS, 6560001, NOON, coins(COIN, 19_000_000_000_000),
    20, "equal", "running", 3, 1, None,
)  # fmt: skip
AWAY = replace(
    LINE, supply=None, block=None, agreement="unknown", state="unknown",
    unsaid=unsaid("the node does not say: no answer"),
)  # fmt: skip
NOWHERE = TokenLine(
    "usdx", "Dollar X", "pty_2", "Somebody", "", None, None, None, None, "unknown", "unknown", 0, 0,
    unsaid("the coin's contract is not deployed"),
)  # fmt: skip
CONTRACT = ContractLine(ADDRESS, 6560001, "Harbour Dollar", "HKDX", "HKD", NOON, 1, 12, OTHER, "5110c4f6" * 8)
STATE = ChainState(
    block=BLOCK,
    roles=(
        RoleLine("owner", Said("owner", "擁有者"), ADDRESS, "as_deployed", ADDRESS),
        RoleLine("pauser", Said("pauser", "暫停者"), OTHER, "stranger", ADDRESS),
        RoleLine("verifier", Said("verifier", "核實者"), OTHER, "decided", ADDRESS),
        RoleLine("rescuer", Said("rescuer", "取回者"), "", "nobody", ADDRESS),
        RoleLine("pending_owner", Said("owner to come", "候任擁有者"), OTHER, "offered", ""),
    ),
    minters=(
        MinterLine(ADDRESS, coins(COIN, 30_000_000), None, None, "as_deployed"),
        MinterLine(OTHER, coins(COIN, 1), coins(COIN, 5_000_000), coins(COIN, 10), "stranger"),
    ),
    attestors=(ADDRESS, OTHER),
    threshold=2,
    attestors_standing="as_deployed",
    attestation=AttestationLine(coins(COIN, 19_208_800_000_000), NOON, NOON + timedelta(days=5), "covers"),
    limits=LimitsLine(
        coins(COIN, 20_000_000), coins(COIN, 5_000_000), coins(COIN, 15_000_000), NOON + timedelta(hours=3), 86_400,
        "by_amount", coins(COIN, 8_000_000_000),
    ),
    paused=True,
    redemption_closed=True,
    successor=OTHER,
    scheduled=(
        ScheduledLine("0x" + "ab" * 32, f"updatePauser(newAddress={OTHER.lower()})", NOON, NOON, "waiting", 86_399),
        ScheduledLine("0x" + "ac" * 32, "setDelay(delaySeconds=60)", NOON, NOON, "ready", 3_600),
        ScheduledLine("0x" + "ad" * 32, "a call nobody can read (0xad)", NOON, NOON, "over", 0),
    ),
)  # fmt: skip
MESSAGE = MessageLine(
    "msg_1", "chain.mint", "", "ord_01M33DES802990PE12N3E5SH8S", "", coins(COIN, 20_000_000), "done", NOON,
    sender=ADDRESS, nonce=0, hash=HASH, signed=1, block=16, gas=70_102,
)  # fmt: skip
WAITING = replace(MESSAGE, state="waiting", block=None, gas=None, nonce=None, hash="", signed=0)
HELD = replace(
    WAITING, topic="chain.operation", function="setDelay", subject="hkdx/prp_1", amount=None, state="held",
    reason="DelayNotOver()", reason_code="delay", passes_from=NOON,
)  # fmt: skip
REFUSED = replace(
    WAITING, topic="chain.transfer", subject="pay_1", address="/payments#pay_1", state="abandoned", reason="Paused()"
)
PROPOSAL = ProposalLine("prp_01M33DES802990PE12N3E5SH8S", "pause", "pause", "Mei", 1, 2, NOON, "proposed")
TOKEN = TokenView(
    line=replace(LINE, state="paused"),
    contract=CONTRACT,
    sums=SUMS,
    sums_block=BLOCK,
    pending=coins(COIN, 250_000_000_000),
    pending_count=1,
    differences_count=1,
    state=STATE,
    unsaid=None,
    proposals=(PROPOSAL,),
    held=(WAITING, HELD, replace(HELD, reason="ERC20Something()", reason_code="", passes_from=None)),
    under_way=(replace(MESSAGE, state="under_way", block=None, gas=None),),
    abandoned=(REFUSED, replace(REFUSED, topic="chain.burn", asked_again=True), replace(REFUSED, topic="chain.mint")),
    recent=(MESSAGE, replace(MESSAGE, topic="chain.verify", subject=OTHER, address=f"/holders?address={OTHER}")),
    paragraphs=dict.fromkeys(("contract", "supply", "roles", "reserve", "limits", "pending", "recent"), LAW),
)
QUIET = replace(
    TOKEN,
    state=replace(
        STATE, minters=(), scheduled=(), paused=False, redemption_closed=False, successor="",
        attestation=AttestationLine(coins(COIN, 0), None, None, "none"),
        limits=LimitsLine(None, coins(COIN, 0), None, None, 0, "closed", None),
    ),
    contract=replace(CONTRACT, depth=0),
    proposals=(), held=(), under_way=(), abandoned=(), recent=(), pending=None, pending_count=0, differences_count=0,
)  # fmt: skip
GONE = replace(QUIET, line=AWAY, state=None, unsaid=AWAY.unsaid, sums_block=None)
NONE_YET = replace(GONE, line=NOWHERE, contract=None, unsaid=NOWHERE.unsaid)

HOLDER = HolderLine(
    OTHER, "pty_01KYGHBYM0XHG2M0H28KC663PT", "Pearl <Delta> & Sons", None, coins(COIN, 18_800_000_000_000),
    coins(COIN, 0), coins(COIN, 0), False, True, True, "bank_account", 16, 18, (),
)  # fmt: skip
STRANGER = replace(
    HOLDER, address=ADDRESS, party_id="", party_name="", frozen=coins(COIN, 1), pending=coins(COIN, 2), blocked=True,
    verified_on_chain=True, verified=False, way="identify", first_block=None, last_block=None,
    spoken_of=(
        SpokenOf("HK.monitoring.holder", "", Said("Nobody verified it.", "未經核實。"), "A 5.11", "breached"),
        SpokenOf("", "listed", Said("the holder is on a list"), "A 5.12, 7.5", ""),
        SpokenOf("", "", Said("something nobody foresaw"), "A 7.8", ""),
    ),
)  # fmt: skip
OWN = replace(HOLDER, party_id="", role=Said("redemption wallet", "贖回錢包"), way="own", last_block=16)
COIN_HOLDERS = CoinHolders(
    COIN, "Harbour Dollar", "pty_1", "Harbour Co", BLOCK, (STRANGER, HOLDER, OWN), 3, 1, coins(COIN, 3), coins(COIN, 4),
    "different", None, "",
)  # fmt: skip
HOLDERS = HoldersView(
    "",
    (
        COIN_HOLDERS,
        replace(COIN_HOLDERS, lines=(), count=0, spoken_of_count=0, not_judged="the law does not cover that day"),
        replace(COIN_HOLDERS, lines=(HOLDER,), spoken_of_count=0),
        replace(COIN_HOLDERS, block=None, lines=(), unsaid=unsaid("this world has no chain")),
    ),
    3,
    LAW,
)
LOOKED_UP = HoldersView("0xff", (COIN_HOLDERS, replace(COIN_HOLDERS, lines=())), 3, LAW)

RECONCILED = CoinReconciled(
    coin_id=COIN,
    coin_name="Harbour Dollar",
    issuer_id="pty_1",
    issuer_name="Harbour Co",
    word="different",
    sums=SUMS,
    block=BLOCK,
    holder_count=3,
    asked_count=2,
    checks=(CheckLine("supply", "equal", 0), CheckLine("units", "different", 2), CheckLine("blocked", "unknown", 0)),
    differences=(
        DifferenceLine("units", OTHER, "logs", coins(COIN, 1), "", "ledger", coins(COIN, 2), ""),
        DifferenceLine("verified", ADDRESS, "chain", None, "yes", "own_records", None, "no"),
        DifferenceLine("own_transaction", HASH, "asked_for_by", None, "key-1", "not_posted", None, "other amount"),
        DifferenceLine("supply", "", "chain", coins(COIN, 1), "", "logs", coins(COIN, 2), ""),
    ),
    pending=coins(COIN, 1),
    pending_count=1,
    waiting_count=1,
    unknown=(unsaid("the node does not answer: gone"), unsaid("something else")),
    roles=(STATE.roles[1],),
    breaks=(BreakLine("brk_1", COIN, "ledger", coins(COIN, 2), "chain", coins(COIN, 1)),),
    closes=(
        CloseLine("stm_1", COIN, date(2026, 10, 20), coins(COIN, 2), coins(COIN, 2), "equal", 20, HASH, coins(COIN, 2),
                  "equal"),
        CloseLine("stm_2", COIN, date(2026, 10, 19), coins(COIN, 2), None, "unknown", None, "", coins(COIN, 1),
                  "different"),
    ),
    unsaid=None,
)  # fmt: skip
RECONCILIATION = ReconciliationView(
    (
        RECONCILED,
        replace(
            RECONCILED, coin_id="usdx", word="equal", differences=(), unknown=(), roles=(), breaks=(), closes=(),
            pending=None, pending_count=0, waiting_count=0,
        ),
        replace(RECONCILED, coin_id="cnhx", block=None, unsaid=unsaid("nothing of cnhx was read yet"), roles=None),
        replace(RECONCILED, coin_id="eurx", word="unknown", roles=None),
    ),
    LAW,
)  # fmt: skip

CHAIN_VIEWS: dict[str, object] = {
    "tokens": TokensView((LINE, AWAY, NOWHERE)),
    "token": TOKEN,
    "holders": HOLDERS,
    "reconciliation": RECONCILIATION,
}
SHAPES: dict[str, tuple[str, object]] = {
    "no coins": ("tokens", TokensView(())),
    "a quiet contract": ("token", QUIET),
    "a node that is away": ("token", GONE),
    "a coin on no chain": ("token", NONE_YET),
    "a holder looked up": ("holders", LOOKED_UP),
    "no holders": ("holders", HoldersView("", (), 0, ())),
    "nothing to reconcile": ("reconciliation", ReconciliationView((), ())),
}
"""Pages in the other shapes that they can have, by what is shown."""
