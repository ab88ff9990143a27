"""The key list: encrypted keys of a folder, made and listed; and the keys of coins' hands taken from one."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from lantau.cli.output import json_option, print_json, table, wanted
from lantau.cli.refusals import WRONG_KEYS
from lantau.refusal import Refusal, Refused, refuses

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lantau.chain import Deployment, Signer, readying

PASSWORD = "LANTAU_KEY_PASSWORD"


@click.group(short_help="Encrypted keys in a folder, and their list.")
def keys() -> None:
    """The encrypted keys of a folder (Web3 secret storage) and their list (G 6.5.7(6)). No secret is ever printed."""


@keys.command("list", short_help="The key list of a folder.")
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@json_option
def list_(folder: Path | None, as_json: bool) -> None:
    """Every key of FOLDER (default: LANTAU_KEYS): its address, state, what it may sign, who may have it sign."""
    from lantau.chain import addresses, keystore

    cards = wanted(refuses(keystore.key_list)(folder or keys_folder(as_json)), as_json)
    if as_json:
        print_json([{**each.as_body(), "address": addresses.checksummed(each.address)} for each in cards])
        return
    rows = [
        (
            each.name,
            addresses.checksummed(each.address),
            each.state.value.replace("_", " ") + (", important" if each.important else ""),
            ", ".join(each.persons) or "-",
        )
        for each in cards
    ]
    click.echo(table(("key", "address", "state", "persons"), rows) if rows else "No key is in the folder.")


@keys.command(short_help="Make an encrypted key.")
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("name")
@click.option(
    "--function", "functions", multiple=True, metavar="NAME", help="What it may sign; give it again for more."
)
@click.option("--person", "persons", multiple=True, metavar="ID", help="Who may have it sign; give it again for more.")
@click.option("--by", "maker", required=True, metavar="PERSON", help="Who makes it, for the key list.")
@click.option("--important", is_flag=True, help="An important seed or private key (G 6.5.7).")
@json_option
def create(
    folder: Path,
    name: str,
    functions: tuple[str, ...],
    persons: tuple[str, ...],
    maker: str,
    important: bool,
    as_json: bool,
) -> None:
    """Make a key NAME in FOLDER under the password in LANTAU_KEY_PASSWORD; a key is never written over another.

    A coin's hands are named by coin and role, such as lqd-master-minter. What G 6.5.7 asks of important keys no file
    can give: those belong behind a signer of their own.
    """
    from lantau.chain import addresses, keystore
    from lantau.dates import SystemClock

    card = wanted(
        refuses(keystore.create_key)(
            folder,
            name,
            os.environ.get(PASSWORD, ""),
            functions=functions,
            persons=persons,
            at=SystemClock().now(),
            by=maker,
            important=important,
        ),
        as_json,
    )
    address = addresses.checksummed(card.address)
    if as_json:
        print_json({**card.as_body(), "address": address})
    else:
        click.echo(f"{card.name}: {address}, in use; its file and its card are in {folder}")


def keys_folder(as_json: bool) -> Path:
    """The folder of keys that the settings name. Refused as a misuse when they name none."""
    from lantau.wiring import read_settings

    named = wanted(read_settings(), as_json).keys
    if not named:
        raise click.UsageError("name a folder of keys, or set LANTAU_KEYS")
    return Path(named).expanduser()


@dataclass(slots=True)
class KeyFolder:
    """The hands of coins from encrypted keys named by coin and role, such as ``lqd-master-minter``.

    Each file is opened when its hand first signs, and once. Refused (raised) as ``keystore.open_key`` is.
    """

    folder: Path
    password: str
    _opened: dict[str, Signer] = field(default_factory=dict)

    def signer(self, coin_id: str, role: str) -> Signer:
        """Who signs for this hand of the coin."""
        from lantau.chain import keystore

        name = f"{coin_id}-{role}".replace("_", "-")
        if name not in self._opened:
            self._opened[name] = keystore.open_key(self.folder, name, self.password)
        return self._opened[name]


def require_deployers(keyring: readying.Keyring, waiting: Sequence[Deployment]) -> None:
    """Refused (raised) cli.wrong_keys: created by another key, a contract is at another address than in the books.

    Every other hand that is wrong the contract refuses by itself. Also as ``keystore.open_key``.
    """
    for each in waiting:
        found = keyring.signer(each.coin_id, "deployer").address
        if found != each.deployer:
            message = f"the deployer of {each.coin_id} is {each.deployer}; these keys have {found}"
            raise Refused(Refusal(WRONG_KEYS, message, each.coin_id))
