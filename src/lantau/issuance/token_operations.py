"""The operation that puts a coin on a chain: deployed only as audited, and before any coin of it is issued."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from lantau import access, chain, events, ledger, licensing
from lantau.access import Actor, Asked, finding_records
from lantau.chain import coin_contract, deploying, token_policy
from lantau.dates import Clock, hk_date
from lantau.db import Database
from lantau.events import Record
from lantau.issuance import refusals
from lantau.issuance.writer import text_of
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.rulebook import Rulebook, Value, refusal_from

ACT = "issuance.deploy_token"


@dataclass(frozen=True, slots=True)
class Deployed:
    """A contract on its way to the chain: the address it will have."""

    coin_id: str
    address: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What an audit of the contract says (G 6.5.5). ``source_sha256`` is of the sources that were audited.

    What nobody told is None, and unknown.
    """

    source_sha256: str
    auditor_is_third_party: bool | None = None
    auditor_qualified: bool | None = None
    confirms_execution: bool | None = None
    confirms_function: bool | None = None
    confirms_no_weakness: bool | None = None

    def facts(self, deployed_sha256: str) -> dict[str, Value | None]:
        """The facts of the gate ``deploy`` about the audit."""
        return {
            "contract.audited_source_is_deployed": self.source_sha256 == deployed_sha256,
            "contract.auditor_is_third_party": self.auditor_is_third_party,
            "contract.auditor_qualified": self.auditor_qualified,
            "contract.audit_confirms_execution": self.confirms_execution,
            "contract.audit_confirms_function": self.confirms_function,
            "contract.audit_confirms_no_weakness": self.confirms_no_weakness,
        }


@refuses
def deploy_token(
    database: Database,
    clock: Clock,
    book: Rulebook,
    *,
    key: str,
    actor: Actor,
    checker: Actor | None,
    occurred_at: datetime,
    coin_id: str,
    name: str,
    symbol: str,
    policy: token_policy.TokenPolicy,
    chain_id: int,
    deployer_sent_count: int,
    first_block: int,
    depth: int,
    audit: Audit,
) -> Deployed:
    """Deploy a coin's contract as its token policy asks; from then on its coins are on the chain, the books follow it.

    The gate ``deploy`` is asked: every function that a role alone may call stands in the policy, and the code is what
    was audited. ``deployer_sent_count`` is how many transactions of the deployer
    the chain has, ``first_block`` the first that can hold an event, ``depth`` how many blocks make one final.
    Refused rulebook.refused (recorded), issuance.unknown_coin, on_chain, coins_in_issue; events.stale.
    """
    with database.read() as connection:
        coin = licensing.queries.coin(connection, coin_id)
    if coin is None:
        raise Refused(Refusal(refusals.UNKNOWN_COIN, f"no coin {coin_id!r} is registered", "coin_id"))
    access.require_two(actor, checker, ACT, for_=(coin.issuer_id,))
    terms = deploying.terms_of(policy, name=name, symbol=symbol, currency=coin.reference_currency)
    request: dict[str, Json] = {
        "operation": ACT, "coin_id": coin_id, "rulebook_id": book.id, "policy_digest": policy.digest,
        "terms": terms.as_body(), "chain_id": chain_id, "audit": asdict(audit),
    }  # fmt: skip
    with database.read() as connection:
        versions = events.versions(connection, [f"coin:{coin_id}"])
    asked = Asked(database, clock, key, actor, checker, occurred_at, coin.issuer_id, request, versions)
    if (stands := asked.replayed()) is not None:
        return _deployed(stands.result)
    _require_free(database, coin_id)
    planned = deploying.planned(
        coin_id=coin_id, issuer_id=coin.issuer_id, chain_id=chain_id, deployer_nonce=deployer_sent_count,
        first_block=first_block, depth=depth, terms=terms, at=occurred_at,
    )  # fmt: skip
    privileged = token_policy.privileged_functions(coin_contract.coin())
    with_level = sum(policy.operation_for(function) is not None for function in privileged)
    facts: dict[str, Value | None] = {
        "contract.privileged_functions_count": len(privileged),
        "contract.functions_with_level_count": with_level,
        **audit.facts(planned.source_sha256),
    }
    findings = book.judge("deploy", facts, subject_id=coin_id, on=hk_date(occurred_at))
    if (refusal := refusal_from(findings)) is not None:
        asked.refuse(refusal, coin_id, {"act": ACT, **request}, because=finding_records(findings))
    result: dict[str, Json] = {"coin_id": coin_id, "address": planned.address}
    work = asked.work(
        records=(
            Record("issuance.token_deployed", coin_id, {**request, **result, "source_sha256": planned.source_sha256}),
            *finding_records(findings),
        ),
        rows=(deploying.deployment_row(planned, clock.now()),),
        bumps=(f"coin:{coin_id}",),
        outbox=deploying.deployment_messages(planned),
        result=result,
    )
    return _deployed(asked.commit(work).result)


def _require_free(database: Database, coin_id: str) -> None:
    """Refused unless the coin is on no chain and none of it was issued: coins in the books alone cannot move there."""
    with database.read() as connection:
        standing = chain.queries.deployment(connection, coin_id)
    if standing is not None:
        message = f"{coin_id} is at {standing.address} on chain {standing.chain_id}"
        raise Refused(Refusal(refusals.ON_CHAIN, message, "coin_id"))
    account = ledger.account_by_code(database, f"coin:{coin_id}:issued")
    balance = None if isinstance(account, Refusal) else ledger.balance(database, account.id)
    if balance is not None and not isinstance(balance, Refusal) and balance.posted.units:
        message = f"{balance.posted} are in issue"
        raise Refused(Refusal(refusals.COINS_IN_ISSUE, message, "coin_id"))


def _deployed(result: Mapping[str, Json]) -> Deployed:
    return Deployed(text_of(result, "coin_id"), text_of(result, "address"))
