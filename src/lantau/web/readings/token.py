"""Reads coins' contracts: from the world's node at one block, and from the records that stand when no node answers."""

from __future__ import annotations

from collections.abc import Mapping

from lantau import licensing, reserves
from lantau.chain import (
    Deployment,
    Node,
    NodeAway,
    approval_queries,
    approvals,
    coin_contract,
    message_queries,
    permission_matrix,
)
from lantau.chain import node as evm
from lantau.chain import queries as chain_queries
from lantau.money import total
from lantau.refusal import Refusal
from lantau.register import queries as register
from lantau.register import reading, reconciliation
from lantau.web.console import Ask, Console, NotThereError
from lantau.web.readings.paragraphs import paragraphs
from lantau.web.readings.parties import names, person_name
from lantau.web.views.chain import SumLine, Unsaid, agreement_of, block_of, coins, sum_lines, unsaid
from lantau.web.views.messages import MessageLine, done_line, in_state, open_line
from lantau.web.views.token import (
    ChainState,
    ProposalLine,
    TokenLine,
    TokensView,
    TokenView,
    Told,
    chain_state,
    contract_line,
)

NOT_DEPLOYED = chain_queries.NOT_DEPLOYED
READINGS_MAX = 3
RECENT_MOST = 25
PARAGRAPHS: Mapping[str, tuple[str, ...]] = {
    "contract": ("HK.token.audited_source",),
    "supply": ("HK.reserve.reconciled",),
    "roles": ("HK.token.segregation", "HK.token.roles_in_authorised_hands", "HK.keys.permitted_use"),
    "reserve": ("HK.reserve.reconciled",),
    "limits": ("HK.token.velocity_limit", "HK.token.time_lock", "HK.token.mint_whitelist"),
    "pending": ("HK.token.time_lock", "HK.token.authorisation_level", "HK.token.no_single_person"),
    "recent": ("HK.token.operations_identified",),
}
"""The rules that each heading of the page stands under."""


def every(console: Console, _: Ask) -> TokensView:
    """Every coin of the world with its contract."""
    named = names(console)
    return TokensView(tuple(_read(console, coin, named).line for coin in _coins(console)))


def one(console: Console, ask: Ask) -> TokenView:
    """One coin's contract with everything that is known of it."""
    wanted = ask.path["coin_id"]
    coin = next((each for each in _coins(console) if each.id == wanted), None)
    if coin is None:
        raise NotThereError("token", wanted)
    return _read(console, coin, names(console))


def node_of(console: Console) -> Node | None:
    """The world's node; None for a world without a chain."""
    return console.chain.node if isinstance(console.chain, chain_queries.NodeChain) else None


def deployment_of(console: Console, coin_id: str) -> Deployment | None:
    """The coin's contract; None while its coins stand in the books alone."""
    with console.database.read() as connection:
        return chain_queries.deployment(connection, coin_id)


def told_by(console: Console, found: Deployment) -> Told | Unsaid:
    """What the contract says at the newest block, all at one; why not, where the node does not say."""
    node = node_of(console)
    if node is None:
        return unsaid("no node was asked")
    try:
        if node.chain_id != found.chain_id:
            return unsaid(f"the coin is on chain {found.chain_id}; this node is of chain {node.chain_id}")
        if not node.code(found.address):
            return unsaid("the contract is not on the chain yet")
        return _asked(node, found)
    except (NodeAway, evm.NodeRefused, evm.Reverted, ValueError) as away:
        return unsaid(f"the node does not say: {away}")


def _asked(node: Node, found: Deployment) -> Told:
    contract = coin_contract.coin()
    for _ in range(READINGS_MAX):
        matrix = permission_matrix.read_matrix(node, found.address, first_block=found.first_block)
        told = Told(
            matrix=matrix,
            supply_units=contract.read(node, found.address, "totalSupply"),
            velocity=contract.read(node, found.address, "mintVelocity"),
            reserve=contract.read(node, found.address, "reserve"),
        )
        if node.head().hash == matrix.header.hash:
            return told
    raise NodeAway("blocks come faster than the contract can be read")


def state_of(console: Console, found: Deployment, told: Told) -> ChainState:
    """What the contract says, beside what it was deployed with and what the issuer decided since."""
    with console.database.read() as connection:
        authorised = chain_queries.authorised_addresses(connection, found)
    return chain_state(found, told, authorised, console.clock.now())


def reconciled(console: Console, coin_id: str, *, asked_most: int = 0) -> reconciliation.Reconciliation | Refusal:
    """The register's reconciliation, asking the node about the supply and so many holders."""
    why_away = "" if node_of(console) is not None else "this world has no chain"
    try:
        return register.reconcile(console.database, node_of(console), coin_id, asked_most=asked_most, why_away=why_away)
    except (NodeAway, evm.NodeRefused, evm.Reverted, reading.Unreadable, reading.Moved) as away:
        reason = f"the node does not say: {away}"
        return register.reconcile(console.database, None, coin_id, asked_most=asked_most, why_away=reason)


def _coins(console: Console) -> tuple[licensing.queries.Coin, ...]:
    with console.database.read() as connection:
        return tuple(licensing.queries.coins(connection))


def _read(console: Console, coin: licensing.queries.Coin, named: Mapping[str, str]) -> TokenView:
    found = deployment_of(console, coin.id)
    told = unsaid(NOT_DEPLOYED) if found is None else told_by(console, found)
    messages = () if found is None else _messages(console, found, node_answers=isinstance(told, Told))
    with console.database.read() as connection:
        par = reserves.queries.par_outstanding(connection, coin.id)
        proposals = approval_queries.proposals(connection, coin.id, open_only=True)
    sums: tuple[SumLine, ...] = (SumLine("ledger", par, ""),)
    agreed = reconciled(console, coin.id) if found is not None else None
    is_told = isinstance(agreed, reconciliation.Reconciliation)
    if isinstance(agreed, reconciliation.Reconciliation):
        sums = sum_lines(agreed)
    state = state_of(console, found, told) if found is not None and isinstance(told, Told) else None
    line = TokenLine(
        coin_id=coin.id,
        coin_name=coin.name,
        issuer_id=coin.issuer_id,
        issuer_name=named.get(coin.issuer_id, coin.issuer_id),
        address="" if found is None else contract_line(found).address,
        chain_id=None if found is None else found.chain_id,
        since=None if found is None else found.deployed_at,
        supply=coins(coin.id, told.supply_units) if isinstance(told, Told) else None,
        block=told.matrix.header.number if isinstance(told, Told) else None,
        agreement=agreement_of(sums) if is_told else "unknown",
        state="unknown" if state is None else "paused" if state.paused else "running",
        waiting_count=len(in_state(messages, "waiting", "held", "under_way")),
        abandoned_count=sum(not each.asked_again for each in in_state(messages, "abandoned")),
        unsaid=told if isinstance(told, Unsaid) else None,
    )
    held = agreed.pending if isinstance(agreed, reconciliation.Reconciliation) else ()
    return TokenView(
        line=line,
        contract=None if found is None else contract_line(found),
        sums=sums,
        sums_block=block_of(agreed) if isinstance(agreed, reconciliation.Reconciliation) else None,
        pending=total([coins(coin.id, each.units) for each in held], coins(coin.id, 0).asset) if held else None,
        pending_count=len(held),
        differences_count=len(agreed.differences) if isinstance(agreed, reconciliation.Reconciliation) else 0,
        state=state,
        unsaid=line.unsaid,
        proposals=tuple(_proposal_line(console, each) for each in proposals),
        held=in_state(messages, "waiting", "held"),
        under_way=in_state(messages, "under_way"),
        abandoned=in_state(messages, "abandoned"),
        recent=in_state(messages, "done"),
        paragraphs={name: paragraphs(console, *rule_ids) for name, rule_ids in PARAGRAPHS.items()},
    )


def _messages(console: Console, found: Deployment, *, node_answers: bool) -> tuple[MessageLine, ...]:
    with console.database.read() as connection:
        standing = message_queries.not_done(connection, found.coin_id)
        done = message_queries.last_done(connection, found.address, limit=RECENT_MOST)
    node = node_of(console) if node_answers else None
    return (
        *(open_line(found.coin_id, each, found.issuer_id, _objection(node, found, each)) for each in standing),
        *(done_line(found.coin_id, each, found.issuer_id) for each in done),
    )


def _objection(
    node: Node | None, found: Deployment, each: message_queries.MessageStanding
) -> message_queries.Objection | None:
    """What the contract says to a held message now; None where it is not held, or the node does not say."""
    if node is None or each.progress is not message_queries.Progress.HELD:
        return None
    try:
        answer = message_queries.objection(node, found, each)
    except (NodeAway, evm.NodeRefused, evm.Reverted, ValueError):
        return None
    return answer if answer.reason else None


def _proposal_line(console: Console, found: approvals.Proposal) -> ProposalLine:
    return ProposalLine(
        id=found.id,
        operation=found.operation,
        function=found.function,
        proposed_by=person_name(console, found.proposed_by),
        approvals=len(found.approvals),
        required=found.approvals_required,
        expires_at=found.expires_at,
        state=found.state_at(console.clock.now()).value,
    )
