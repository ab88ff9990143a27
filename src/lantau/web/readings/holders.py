"""Reads who holds each coin from the register, with what the issuer's own records and the law say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from lantau import licensing
from lantau.dates import hk_date
from lantau.refusal import Refusal
from lantau.register import holders, redemption
from lantau.register import queries as register
from lantau.web.console import Ask, Console
from lantau.web.readings.paragraphs import paragraphs
from lantau.web.readings.parties import names
from lantau.web.readings.token import NOT_DEPLOYED, deployment_of
from lantau.web.views.chain import BlockLine, coins, unsaid
from lantau.web.views.holders import (
    CoinHolders,
    HolderLine,
    HoldersView,
    SpokenOf,
    holder_line,
    in_order,
    is_asked_for,
    of_finding,
    of_remark,
)

"""With more logs than these a page does not say in which blocks a holder moved: it would read all of them."""
LINES_MOST = 500
PARAGRAPHS = ("HK.technology.ledger_loss_records", "HK.order.wallet")


def every(console: Console, ask: Ask) -> HoldersView:
    """The holders of every coin, or those that the address asks for."""
    asked = ask.query.get("address", "").strip()
    named = names(console)
    with console.database.read() as connection:
        known = licensing.queries.coins(connection)
    found = tuple(_of_coin(console, coin, named, asked) for coin in known)
    return HoldersView(
        asked=asked,
        coins=found,
        found_count=sum(len(each.lines) for each in found),
        paragraphs=paragraphs(console, *_holder_rules(console), *PARAGRAPHS),
    )


def _holder_rules(console: Console) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.id for rule in console.book.law.rules if "holder" in rule.gates))


def _of_coin(console: Console, coin: licensing.queries.Coin, named: Mapping[str, str], asked: str) -> CoinHolders:
    told: redemption.RedemptionRegister | Refusal | None = None
    if deployment_of(console, coin.id) is not None:
        told = register.redemption_register(console.database, coin.id, on=hk_date(console.clock.now()))
    if not isinstance(told, redemption.RedemptionRegister):
        reason = unsaid(NOT_DEPLOYED if told is None else told.message)
        return CoinHolders(
            coin.id, coin.name, coin.issuer_id, named.get(coin.issuer_id, coin.issuer_id),
            None, (), 0, 0, None, None, "unknown", reason, "",
        )  # fmt: skip
    spoken_of, not_judged = _spoken_of(console, coin.id)
    pending, blocks = _pending(told), register.blocks_of_holders(console.database, coin.id)
    lines = in_order(
        holder_line(
            coin.id,
            each,
            names=named,
            pending_units=pending[_account(each, coin.id)],
            blocks=blocks.get(each.address),
            spoken_of=spoken_of.get(each.address, ()),
        )
        for each in told.holders
    )
    return CoinHolders(
        coin_id=coin.id,
        coin_name=coin.name,
        issuer_id=coin.issuer_id,
        issuer_name=named.get(coin.issuer_id, coin.issuer_id),
        block=BlockLine(told.block_number, told.block_hash, told.produced_at),
        lines=_asked_for(lines, asked)[:LINES_MOST],
        count=len(lines),
        spoken_of_count=sum(bool(line.spoken_of) for line in lines),
        total=coins(coin.id, told.total_units),
        issued=coins(coin.id, told.issued_units),
        agreement="equal" if told.is_whole else "different",
        unsaid=None,
        not_judged=not_judged,
    )


def _asked_for(lines: tuple[HolderLine, ...], asked: str) -> tuple[HolderLine, ...]:
    return lines if not asked else tuple(line for line in lines if is_asked_for(line, asked))


def _spoken_of(console: Console, coin_id: str) -> tuple[dict[str, list[SpokenOf]], str]:
    """What is said of each address, and why nothing is: a day that the law does not cover."""
    judged = register.judged(console.database, console.book, coin_id, on=hk_date(console.clock.now()))
    if isinstance(judged, Refusal):
        return {}, judged.message
    found: dict[str, list[SpokenOf]] = {}
    for finding in judged.findings:
        found.setdefault(finding.address, []).append(of_finding(finding))
    for remark in judged.remarks:
        found.setdefault(remark.address, []).append(of_remark(remark))
    return found, ""


def _account(found: holders.Holder, coin_id: str) -> str:
    """The code of the holder's account, as the register names it."""
    known = found.known
    return f"wallet:{known.wallet_id}:{coin_id}" if known.wallet_id else f"holder:{found.address}:{coin_id}"


def _pending(told: redemption.RedemptionRegister) -> Counter[str]:
    """Units set aside of each account for what the chain has not done yet."""
    found: Counter[str] = Counter()
    for each in told.pending:
        found[each.debit_code] += each.units
    return found
