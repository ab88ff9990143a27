"""Which ledger accounts issuance uses, by code, and on which side each grows.

Pool accounts (cash, unmatched) are opened by ``reserves`` with the pool. Everything in a coin belongs to the coin;
everything of the reserve belongs to the pool; what is on its way to a bank account outside belongs to neither.
"""

from __future__ import annotations

from lantau.issuance.store import PoolAccount
from lantau.issuance.writer import Journal
from lantau.ledger import Account
from lantau.money import Amount, Asset, asset


def coin_asset(coin_id: str) -> Asset:
    """The asset of a coin."""
    return asset(f"coin:{coin_id}")


def cash(journal: Journal, pool_id: str, currency: Asset) -> Account:
    """Money in the pool's segregated bank account."""
    code = f"pool:{pool_id}:cash:{currency.code}"
    return journal.account(code, currency, grows="debit", segregation=f"pool:{pool_id}")


def unmatched(journal: Journal, pool_id: str, currency: Asset) -> Account:
    """Owed to senders: funds received that pay for no order yet."""
    code = f"pool:{pool_id}:unmatched:{currency.code}"
    return journal.account(code, currency, grows="credit", segregation=f"pool:{pool_id}")


def obligation(journal: Journal, pool_id: str, coin_id: str, currency: Asset) -> Account:
    """Owed to holders: par of every coin in issue."""
    code = f"coin:{coin_id}:obligation"
    return journal.account(code, currency, grows="credit", segregation=f"pool:{pool_id}")


def issued(journal: Journal, coin_id: str) -> Account:
    """Coins in issue: the other side of every wallet."""
    return journal.account(f"coin:{coin_id}:issued", coin_asset(coin_id), grows="debit", segregation=f"coin:{coin_id}")


def wallet(journal: Journal, wallet_id: str, coin_id: str, owner_id: str) -> Account:
    """Coins in one wallet."""
    code = f"wallet:{wallet_id}:{coin_id}"
    return journal.account(code, coin_asset(coin_id), grows="credit", segregation=f"coin:{coin_id}", owner_id=owner_id)


def customer_payable(journal: Journal, customer_id: str, currency: Asset) -> Account:
    """Owed to a customer: instructed and not yet confirmed by the bank."""
    code = f"customer:{customer_id}:payable:{currency.code}"
    return journal.account(code, currency, grows="credit", owner_id=customer_id)


def returns_payable(journal: Journal, issuer_id: str, currency: Asset) -> Account:
    """Owed to senders whose funds are on their way back."""
    code = f"issuer:{issuer_id}:returns_payable:{currency.code}"
    return journal.account(code, currency, grows="credit", owner_id=issuer_id)


def in_settlement(journal: Journal, issuer_id: str, currency: Asset) -> Account:
    """Money that left the pool by an instruction the bank has not confirmed yet."""
    code = f"issuer:{issuer_id}:in_settlement:{currency.code}"
    return journal.account(code, currency, grows="debit", owner_id=issuer_id)


def fees(journal: Journal, issuer_id: str, currency: Asset) -> Account:
    """Redemption fees earned."""
    code = f"issuer:{issuer_id}:fees:{currency.code}"
    return journal.account(code, currency, grows="credit", owner_id=issuer_id)


def operating_cash(journal: Journal, issuer_id: str, currency: Asset) -> Account:
    """The issuer's own money, outside the pool."""
    code = f"issuer:{issuer_id}:operating_cash:{currency.code}"
    return journal.account(code, currency, grows="debit", owner_id=issuer_id)


def leave_pool(journal: Journal, account: PoolAccount, amount: Amount) -> None:
    """Take cash out of the pool by an instruction to its bank; it is in settlement until the bank confirms."""
    journal.transfer(
        "issuance.cash_out",
        debit=in_settlement(journal, account.issuer_id, account.currency),
        credit=cash(journal, account.pool_id, account.currency),
        amount=amount,
    )
