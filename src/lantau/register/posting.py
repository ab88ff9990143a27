"""What the ledger is to book for logs: whose account gives, whose receives, and what the books held against it.

The chain is the truth of who holds what. Where an account has less available than the chain took from it (because coins
are set aside for a payment that has not happened), it is lent the rest by an account of its own, ``…:ahead``, which is
below zero until the coins are free again: the sum of both is always what the address holds.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from lantau.ledger import Account, OpenAccount, Transfer
from lantau.money import Amount, Asset, asset
from lantau.register.logs import TRANSFER, ZERO, Entry

TRANSFERS_ONE_BY_ONE = 500
"""Up to so many transfers of a batch are booked each by itself; more are added up by holder first."""

UNITS_MAX = 2**63 - 1
"""What the ledger's balance can hold."""

MOVED, NETTED, MINT, BURN, AGAIN = (
    "register.transfer",
    "register.netted",
    "register.unexplained_mint",
    "register.unexplained_burn",
    "register.final_again",
)
REGISTERED, LENT, SETTLED, UNDONE = "register.registered", "register.lent", "register.settled", "register.undone"
"""Kinds of transfer: what the chain moved, and what the register moves between accounts of one address."""

Step = OpenAccount | Transfer


@dataclass(frozen=True, slots=True)
class OwnWallet:
    """A registered wallet of the issuer's, as far as the books need it."""

    id: str
    party_id: str
    address: str


@dataclass(frozen=True, slots=True)
class Standing:
    """An open account with what is posted on it and held of it, in base units."""

    account: Account
    posted: int
    held: int


@dataclass(slots=True)
class Seat:
    """An account, its ``ahead`` account, and what can leave it as the steps so far leave it."""

    account: Account
    is_open: bool
    available: int
    ahead: Account | None = None
    ahead_units: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """Units that went from one address to another; the zero address stands for the coins in issue."""

    sender: str
    receiver: str
    units: int
    kind: str


class Names:
    """Which account an address has in the books of one coin."""

    def __init__(self, coin_id: str, wallets: Iterable[OwnWallet]) -> None:
        self.coin_id = coin_id
        self.asset: Asset = asset(f"coin:{coin_id}")
        self.wallets = {wallet.address: wallet for wallet in wallets}

    def code(self, address: str) -> str:
        """The code of the account of an address: its wallet's, its own, or that of the coins in issue."""
        if address == ZERO:
            return f"coin:{self.coin_id}:issued"
        wallet = self.wallets.get(address)
        return self.holder_code(address) if wallet is None else f"wallet:{wallet.id}:{self.coin_id}"

    def holder_code(self, address: str) -> str:
        """The code of the account of an address that is nobody's registered wallet."""
        return f"holder:{address}:{self.coin_id}"

    def owner(self, address: str) -> str:
        """Whose account it is: a party's, or the address's own."""
        wallet = self.wallets.get(address)
        return "" if address == ZERO else address if wallet is None else wallet.party_id

    def codes(self, addresses: Iterable[str]) -> list[str]:
        """Every account that booking on these addresses can touch."""
        mains = [self.code(address) for address in addresses]
        return [*mains, *(ahead_code(code) for code in mains)]


def ahead_code(code: str) -> str:
    """The code of the account that lends to another."""
    return f"{code}:ahead"


@dataclass(slots=True)
class Journal:
    """The steps of one unit, decided on the balances that stand. ``named`` makes identifiers (prefix, purpose)."""

    names: Names
    standing: Mapping[str, Standing]
    """Open accounts by code."""
    named: Callable[[str, str], str]
    steps: list[Step] = field(default_factory=list)
    _seats: dict[str, Seat] = field(default_factory=dict)

    def move(self, move: Move, corrects: str | None = None) -> None:
        """Book one move between two addresses."""
        self.book(self._seat(move.sender), self._seat(move.receiver), move.units, move.kind, corrects)

    def book(self, giver: Seat, taker: Seat, units: int, kind: str, corrects: str | None = None) -> None:
        """Book units from one seat to another, lending what an account lacks."""
        for seat, side in ((giver, "debit"), (taker, "credit")):
            self._open(seat)
            if seat.account.normal == side:
                seat.available += units
            else:
                if not seat.account.may_go_negative:
                    self._lend(seat, units - seat.available)
                seat.available -= units
        self._transfer(giver.account, taker.account, units, kind, corrects)

    def correct(self, transfer: Transfer, debit: Standing, credit: Standing) -> None:
        """Reverse a booked transfer: what it debited is credited, and the other way round."""
        giver, taker = self._seat_of(credit.account), self._seat_of(debit.account)
        self.book(giver, taker, transfer.amount.units, UNDONE, corrects=transfer.id)

    def carry_over(self, address: str) -> None:
        """Move what an address held before it was registered as a wallet to the wallet's account."""
        old = self.standing.get(self.names.holder_code(address))
        wallet = self._seat(address)
        if old is not None and old.posted > 0:
            self.book(self._seat_of(old.account), wallet, old.posted, REGISTERED)
        lent = self.standing.get(ahead_code(self.names.holder_code(address)))
        if lent is not None and lent.posted < 0:
            self._open(wallet)
            self._lend(wallet, -lent.posted - wallet.available)
            wallet.available += lent.posted
            self._transfer(wallet.account, lent.account, -lent.posted, SETTLED)

    def settle(self) -> None:
        """Give back what was lent, as far as it is available again."""
        for seat in self._seats.values():
            units = min(seat.available, -seat.ahead_units)
            if units > 0 and seat.ahead is not None:
                seat.available -= units
                seat.ahead_units += units
                debit, credit = _sides(seat, seat.ahead, lending=False)
                self._transfer(debit, credit, units, SETTLED)

    def look_at(self, account: Account) -> None:
        """Take an account in, so that ``settle`` sees what it was lent."""
        self._seat_of(account)

    def _lend(self, seat: Seat, lacking: int) -> None:
        if lacking <= 0:
            return
        self._open(seat)
        if seat.ahead is None:
            code = ahead_code(seat.account.code)
            seat.ahead = dataclasses.replace(seat.account, id=self.named("acc", code), code=code, may_go_negative=True)
            self.steps.append(OpenAccount(seat.ahead))
        seat.available += lacking
        seat.ahead_units -= lacking
        debit, credit = _sides(seat, seat.ahead, lending=True)
        self._transfer(debit, credit, lacking, LENT)

    def _transfer(self, debit: Account, credit: Account, units: int, kind: str, corrects: str | None = None) -> None:
        transfer_id = self.named("tfr", str(len(self.steps)))
        amount = Amount(self.names.asset, units)
        self.steps.append(Transfer(transfer_id, debit.id, credit.id, amount, kind, corrects=corrects))

    def _open(self, seat: Seat) -> None:
        if not seat.is_open:
            self.steps.append(OpenAccount(seat.account))
            seat.is_open = True

    def _seat(self, address: str) -> Seat:
        code = self.names.code(address)
        if code in self._seats:
            return self._seats[code]
        found = self.standing.get(code)
        account = found.account if found else self._account(code, "debit" if address == ZERO else "credit", address)
        return self._seat_of(account)

    def _seat_of(self, account: Account) -> Seat:
        code = account.code
        if code not in self._seats:
            found, lent = self.standing.get(code), self.standing.get(ahead_code(code))
            seat = Seat(account, found is not None, found.posted - found.held if found else 0)
            if lent is not None:
                seat.ahead, seat.ahead_units = lent.account, lent.posted
            self._seats[code] = seat
        return self._seats[code]

    def _account(self, code: str, normal: str, address: str) -> Account:
        return Account(
            id=self.named("acc", code),
            code=code,
            asset=self.names.asset,
            normal="debit" if normal == "debit" else "credit",
            segregation=f"coin:{self.names.coin_id}",
            owner_id=self.names.owner(address),
        )


def _sides(seat: Seat, ahead: Account, *, lending: bool) -> tuple[Account, Account]:
    """Debit and credit of a transfer between an account and its ``ahead``: lending raises the account."""
    raises_main = (ahead, seat.account) if seat.account.normal == "credit" else (seat.account, ahead)
    return raises_main if lending else (raises_main[1], raises_main[0])


def moves_of(entries: Iterable[Entry], kind: str = "") -> list[Move]:
    """The transfers that move anything, in order. ``kind`` blank says of each what it is when nobody asked for it."""
    return [
        Move(
            entry.first,
            entry.second,
            entry.units,
            kind or (MINT if entry.first == ZERO else BURN if entry.second == ZERO else MOVED),
        )
        for entry in entries
        if entry.kind == TRANSFER and entry.units and entry.first != entry.second
    ]


@dataclass(slots=True)
class Flow:
    """Transfers of a run of logs: one by one while they are few, added up by holder when they are many."""

    moves: list[Move] = field(default_factory=list)
    is_netted: bool = False
    minted: dict[str, int] = field(default_factory=dict)
    burned: dict[str, int] = field(default_factory=dict)
    between: dict[str, int] = field(default_factory=dict)

    def add(self, entries: Iterable[Entry]) -> None:
        """Take the entries in."""
        if not self.is_netted:
            self.moves += moves_of(entries)
            if len(self.moves) > TRANSFERS_ONE_BY_ONE:
                self.is_netted = True
                for move in self.moves:
                    self._net(move.sender, move.receiver, move.units)
                self.moves = []
            return
        for entry in entries:
            if entry.kind == TRANSFER:
                self._net(entry.first, entry.second, entry.units)

    def _net(self, sender: str, receiver: str, units: int) -> None:
        if sender == receiver:
            return
        if sender == ZERO:
            self.minted[receiver] = self.minted.get(receiver, 0) + units
        elif receiver == ZERO:
            self.burned[sender] = self.burned.get(sender, 0) + units
        else:
            between = self.between
            between[sender] = between.get(sender, 0) - units
            between[receiver] = between.get(receiver, 0) + units

    def booked(self) -> list[Move]:
        """What is to be booked. Netted: mints first, then who has less to who has more, then burns.

        So no account is below zero on the way that is not below zero at the end, and each holder is booked a few times
        however often it moved.
        """
        if not self.is_netted:
            return self.moves
        return [
            *(Move(ZERO, address, units, MINT) for address, units in sorted(self.minted.items()) if units),
            *_paired(self.between),
            *(Move(address, ZERO, units, BURN) for address, units in sorted(self.burned.items()) if units),
        ]


def _paired(net: Mapping[str, int]) -> list[Move]:
    """The fewest moves but a few that make these net changes, which sum to zero: givers to takers, by address."""
    givers = [(address, -units) for address, units in sorted(net.items()) if units < 0]
    takers = [(address, units) for address, units in sorted(net.items()) if units > 0]
    moves: list[Move] = []
    while givers:
        (giver, owed), (taker, due) = givers[-1], takers[-1]
        units = min(owed, due)
        moves.append(Move(giver, taker, units, NETTED))
        for side, (address, left) in ((givers, (giver, owed - units)), (takers, (taker, due - units))):
            side.pop()
            if left:
                side.append((address, left))
    assert not takers, "what was given was taken"
    return moves


def net_by_account(moves: Iterable[Move], names: Names) -> dict[str, int]:
    """What moves come to, by account code: the raise of a credit account, the fall of the coins in issue."""
    net: dict[str, int] = {}
    for move in moves:
        for address, units in ((move.sender, -move.units), (move.receiver, move.units)):
            code = names.code(address)
            net[code] = net.get(code, 0) + units
    return {code: units for code, units in net.items() if units}


def net_of_holds(holds: Iterable[Transfer], code_of: Mapping[str, str]) -> dict[str, int]:
    """What holds come to when they are posted, by account code, as ``net_by_account`` counts."""
    net: dict[str, int] = {}
    for hold in holds:
        for account_id, units in (
            (hold.debit_account_id, -hold.amount.units),
            (hold.credit_account_id, hold.amount.units),
        ):
            code = code_of.get(account_id, account_id)
            net[code] = net.get(code, 0) + units
    return {code: units for code, units in net.items() if units}
