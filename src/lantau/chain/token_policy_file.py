"""Reads a token policy from TOML. Whatever is missing, misspelt or contradictory is refused with its file and key."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lantau.chain.deployment import HANDS
from lantau.chain.refusals import BAD_POLICY
from lantau.chain.token_policy import (
    HIGH_RISK,
    KINDS,
    POLICY_MODES,
    SEGREGATION,
    Apart,
    Hand,
    Limits,
    Person,
    TokenOperation,
    TokenPolicy,
)
from lantau.refusal import Refusal, Refused

FORMAT = "lantau-token-policy-1"
ONE_ADDRESS = frozenset(HANDS) - {"minter", "relayer"}
APART_BY_CONTRACT = ("owner", "master_minter", "enforcer")
"""Roles that no one address may hold two of, attestors being the fourth: the contract refuses it as well."""

HIGH_RISK_APPROVALS_MIN = 2
"""The house's reading of G 6.5.3: nobody alone. A high-risk operation has two approvals beside its proposer."""


def read_token_policy(path: Path) -> TokenPolicy:
    """The policy in a file. Refused chain.bad_policy, with ``FILE: key`` as its place."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as failure:
        raise Refused(Refusal(BAD_POLICY, f"cannot be read: {failure}", path.name)) from None
    return read_token_policy_text(text, path.name)


def read_token_policy_text(text: str, source: str) -> TokenPolicy:
    """The policy in a text; ``source`` names it in refusals. Refused chain.bad_policy."""
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as failure:
        line = re.search(r"line (\d+)", str(failure))
        place = f"{source}:{line.group(1)}" if line else source
        raise Refused(Refusal(BAD_POLICY, f"not TOML: {failure}", place)) from None
    top = _Table(source, "", table)
    top.only("format", "coin", "resolution", "person", "role", "operation", "apart", "attestors", "limits")
    if top.text("format") != FORMAT:
        raise top.bad("format", f"must be {FORMAT!r}")
    persons = {each.name: _person(each) for each in top.tables("person")}
    _require_distinct(top, persons)
    hands = {each.name: _hand(each, persons) for each in top.tables("role")}
    _require_hands(top, hands)
    operations = tuple(_operation(each, persons, hands) for each in top.tables("operation"))
    attestors = top.table("attestors")
    attestors.only("persons", "threshold")
    labels = attestors.labels("persons", persons)
    threshold = attestors.whole("threshold", least=1)
    if threshold > len(labels):
        raise attestors.bad("threshold", f"{threshold} of {len(labels)} attestors cannot be reached")
    for label in labels:
        _require_attestor(attestors, persons[label], hands)
    return TokenPolicy(
        coin=top.text("coin"),
        resolution=top.text("resolution"),
        digest=hashlib.sha256(text.encode()).hexdigest(),
        persons=persons,
        hands=hands,
        operations=operations,
        apart=tuple(_apart(each, operations) for each in top.rows("apart")),
        attestors=labels,
        threshold=threshold,
        limits=_limits(top.table("limits")),
    )


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the file, with its place."""

    source: str
    key: str
    values: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The last part of its key."""
        return self.key.rpartition(".")[2]

    def bad(self, key: str, message: str, citation: str = "") -> Refused:
        """The refusal of one of its keys."""
        place = ".".join(part for part in (self.key, key) if part)
        return Refused(Refusal(BAD_POLICY, message, f"{self.source}: {place}", citation))

    def only(self, *known: str) -> None:
        """Refused when it has any other key."""
        for key in self.values:
            if key not in known:
                raise self.bad(key, f"is unknown here; known are {', '.join(known)}")

    def _value(self, key: str, default: Any = None) -> Any:
        value = self.values.get(key, default)
        if value is None:
            raise self.bad(key, "is missing")
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """A text that says something; blank only by default."""
        value = self._value(key, default)
        if not isinstance(value, str) or (not value.strip() and value != default):
            raise self.bad(key, "must be a text")
        return value.strip()

    def choice(self, key: str, known: Collection[str]) -> str:
        """One of these words."""
        value = self.text(key)
        if value not in known:
            raise self.bad(key, f"{value!r} is none of {', '.join(known)}")
        return value

    def whole(self, key: str, *, least: int = 0) -> int:
        """A whole number, at least this."""
        value = self._value(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.bad(key, f"must be a whole number, at least {least}")
        return value

    def truth(self, key: str) -> bool:
        """True or false."""
        value = self._value(key)
        if not isinstance(value, bool):
            raise self.bad(key, "must be true or false")
        return value

    def texts(self, key: str, *, least: int = 0, default: Iterable[str] | None = None) -> tuple[str, ...]:
        """A list of texts without a repetition."""
        value = self._value(key, None if default is None else list(default))
        if not isinstance(value, list) or not all(isinstance(each, str) and each.strip() for each in value):
            raise self.bad(key, "must be a list of texts")
        if len(set(value)) != len(value):
            raise self.bad(key, "names something twice")
        if len(value) < least:
            raise self.bad(key, f"must name at least {least}")
        return tuple(value)

    def labels(
        self, key: str, persons: Mapping[str, Person], default: Iterable[str] | None = None, *, least: int = 1
    ) -> tuple[str, ...]:
        """A list of persons of the file."""
        found = self.texts(key, least=least, default=default)
        for label in found:
            if label not in persons:
                raise self.bad(key, f"{label} is no person of this policy")
        return found

    def table(self, key: str) -> _Table:
        """A table inside it."""
        value = self._value(key)
        if not isinstance(value, dict):
            raise self.bad(key, "must be a table")
        return _Table(self.source, ".".join(part for part in (self.key, key) if part), value)

    def tables(self, key: str) -> tuple[_Table, ...]:
        """The tables inside a table, by name."""
        outer = self.table(key)
        return tuple(outer.table(name) for name in outer.values)

    def rows(self, key: str) -> tuple[_Table, ...]:
        """The tables of a list."""
        value = self._value(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.bad(key, "must be a list of tables")
        return tuple(_Table(self.source, f"{key}[{at}]", each) for at, each in enumerate(value, start=1))


def _person(table: _Table) -> Person:
    table.only("id", "name", "address", "vetted", "trained")
    address = table.text("address", "")
    return Person(
        label=table.name,
        id=table.text("id", table.name),
        name=table.text("name"),
        address=_address(table, "address", address) if address else "",
        vetted=table.truth("vetted"),
        trained=table.truth("trained"),
    )


def _require_distinct(top: _Table, persons: Mapping[str, Person]) -> None:
    for field in ("id", "address"):
        seen: dict[str, str] = {}
        for label, person in persons.items():
            value = getattr(person, field)
            if value and value in seen:
                raise top.bad(f"person.{label}.{field}", f"is also that of {seen[value]}: one person, one {field}")
            seen[value] = label


def _hand(table: _Table, persons: Mapping[str, Person]) -> Hand:
    table.only("addresses", "persons")
    if table.name not in HANDS:
        raise table.bad("", f"is no role; roles are {', '.join(HANDS)}")
    addresses = tuple(_address(table, "addresses", each) for each in table.texts("addresses", least=1))
    if table.name in ONE_ADDRESS and len(addresses) != 1:
        raise table.bad("addresses", "the contract knows one address for this role")
    return Hand(table.name, addresses, table.labels("persons", persons))


def _require_hands(top: _Table, hands: Mapping[str, Hand]) -> None:
    for role in HANDS:
        if role not in hands:
            raise top.bad(f"role.{role}", "is missing")
    for place, one in enumerate(APART_BY_CONTRACT):
        for other in APART_BY_CONTRACT[:place]:
            if set(hands[one].addresses) & set(hands[other].addresses):
                raise top.bad(f"role.{one}.addresses", f"is also {other}'s: the contract keeps them apart", SEGREGATION)
            shared = sorted(set(hands[one].persons) & set(hands[other].persons))
            if shared:
                raise top.bad(f"role.{one}.persons", f"{shared[0]} is also in {other}", SEGREGATION)


def _require_attestor(table: _Table, person: Person, hands: Mapping[str, Hand]) -> None:
    if not person.address:
        raise table.bad("persons", f"the attestor {person.label} has no address to sign at")
    for role in (*APART_BY_CONTRACT, "minter"):
        if person.address in hands[role].addresses or person.label in hands[role].persons:
            raise table.bad("persons", f"{person.label} attests the reserve and is in {role}", SEGREGATION)


def _operation(table: _Table, persons: Mapping[str, Person], hands: Mapping[str, Hand]) -> TokenOperation:
    table.only(
        "kind", "role", "functions", "risk", "approvals", "proposers", "approvers", "trigger", "conditions", "documents"
    )
    role = table.choice("role", HANDS)
    staff = hands[role].persons
    operation = TokenOperation(
        name=table.name,
        kind=table.choice("kind", KINDS),
        role=role,
        functions=table.texts("functions", least=1),
        risk="high" if table.choice("risk", ("high", "ordinary")) == "high" else "ordinary",
        approvals=table.whole("approvals", least=1),
        proposers=table.labels("proposers", persons, staff),
        approvers=table.labels("approvers", persons, staff),
        trigger=table.text("trigger"),
        conditions=table.texts("conditions", least=1),
        documents=table.texts("documents"),
    )
    if operation.high_risk and operation.approvals < HIGH_RISK_APPROVALS_MIN:
        message = f"a high-risk operation takes {HIGH_RISK_APPROVALS_MIN} approvals beside its proposer"
        raise table.bad("approvals", message, HIGH_RISK)
    for label in operation.proposers:
        left = len(set(operation.approvers) - {label})
        if left < operation.approvals:
            raise table.bad("approvers", f"{operation.approvals} approvals cannot be had when {label} proposes: {left}")
    for label in sorted(operation.hands):
        if not (persons[label].vetted and persons[label].trained):
            raise table.bad("approvers", f"{label} is not vetted and trained", SEGREGATION)
    return operation


def _apart(table: _Table, operations: Iterable[TokenOperation]) -> Apart:
    table.only("operations", "reasons")
    known = {each.name: each for each in operations}
    pair = table.texts("operations")
    if len(pair) != 2 or not set(pair) <= known.keys():
        raise table.bad("operations", "must name two operations of this policy")
    both = sorted(known[pair[0]].hands & known[pair[1]].hands)
    if both:
        raise table.bad("operations", f"{both[0]} takes part in both {pair[0]} and {pair[1]}", SEGREGATION)
    return Apart(pair[0], pair[1], table.text("reasons"))


def _limits(table: _Table) -> Limits:
    table.only(*Limits.__slots__)
    limits = Limits(
        delay_seconds=table.whole("delay_seconds"),
        delay_seconds_max=table.whole("delay_seconds_max"),
        mint_velocity_units=table.whole("mint_velocity_units"),
        minter_allowance_units_max=table.whole("minter_allowance_units_max"),
        mint_to_whitelist=table.truth("mint_to_whitelist"),
        transfer_policy=table.choice("transfer_policy", POLICY_MODES),
        transfer_threshold_units=table.whole("transfer_threshold_units"),
    )
    if limits.delay_seconds > limits.delay_seconds_max:
        raise table.bad("delay_seconds", "is longer than delay_seconds_max: a delay without end locks the owner out")
    return limits


def _address(table: _Table, key: str, text: str) -> str:
    if not re.fullmatch(r"0x[0-9a-fA-F]{40}", text) or not int(text, 16):
        raise table.bad(key, f"{text!r} is no address")
    return text.lower()
