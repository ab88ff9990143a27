"""A pool as a CSV file: read cell by cell, judged and valued without a database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lantau.money import Amount, Asset, asset
from lantau.refusal import Json, Refusal, Refused, refuses
from lantau.reserves.assets import TRAITS, Bid, Position, asset_class, positive, read_traits
from lantau.reserves.refusals import BAD_CELL, BAD_COLUMN, BAD_FILE
from lantau.reserves.valuation import PoolValuation, value_positions
from lantau.rulebook import Finding, Outcome, Rulebook

NEEDED = ("position", "class", "currency", "nominal")
OPTIONAL = ("name", "custodian", "bid")
COLUMNS = (*NEEDED, *OPTIONAL, *TRAITS)
TRUTHS = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class PoolCheck:
    """What a pool file comes to. ``par`` None asks about the assets alone; the backing is then unknown."""

    valuation: PoolValuation
    par: Amount | None
    findings: tuple[Finding, ...]

    @property
    def blocks(self) -> bool:
        """Some asset is not eligible, or the pool is not known to cover par."""
        judged_pool = self.findings if self.par is not None else ()
        return any(item.blocks for item in (*self.valuation.findings, *judged_pool))

    @property
    def breached(self) -> tuple[Finding, ...]:
        """The findings that are breached, assets first."""
        return tuple(i for i in (*self.valuation.findings, *self.findings) if i.outcome is Outcome.BREACHED)

    def as_body(self) -> dict[str, Json]:
        """The check as plain data, stable for the same file, day and rulebook."""
        return {
            **self.valuation.as_body(),
            "par": None if self.par is None else self.par.decimal_text(),
            "coverage_bps": None if self.par is None else self.valuation.coverage_bps(self.par.micros()),
            "findings": [item.as_body() for item in (*self.valuation.findings, *self.findings)],
        }


@refuses
def check_pool_file(
    book: Rulebook, source: str | Path, on: date, par: Amount | None = None, *, reference: Asset | None = None
) -> PoolCheck:
    """Judge and value the pool in a CSV text or file on a day, against ``par`` in the reference currency.

    The reference is par's currency, else ``reference``, else Hong Kong dollars. Refuses bad_file, bad_column,
    bad_cell and unknown_asset_class with line and column, and rulebook.not_covered for a day outside the law.
    """
    against = par.asset if par is not None else reference or asset("HKD")
    label, text = _text(source)
    positions, bids = read_pool(text, label)
    valuation = value_positions(book, label, positions, bids, reference=against, on=on)
    pool_findings = valuation.judge(book, par_micros=None if par is None else par.micros())
    return PoolCheck(valuation, par, pool_findings)


def read_pool(text: str, label: str) -> tuple[tuple[Position, ...], dict[str, Bid]]:
    """The positions of a pool file and the bids by position name. Refused with ``label:line:column``."""
    rows = _rows(text, label)
    headings = next(rows, None)
    if headings is None:
        raise Refused(Refusal(BAD_FILE, "the file is empty", where=label))
    names = [cell.strip() for cell in headings[1]]
    _check_headings(names, f"{label}:{headings[0]}")
    positions: list[Position] = []
    bids: dict[str, Bid] = {}
    for line, cells in rows:
        if len(cells) != len(names):
            raise Refused(Refusal(BAD_CELL, f"{len(cells)} cells under {len(names)} headings", where=f"{label}:{line}"))
        row = _Row(f"{label}:{line}", dict(zip(names, (cell.strip() for cell in cells), strict=True)))
        position, bid = row.position()
        if any(position.id == earlier.id for earlier in positions):
            raise row.bad("position", f"{position.id} stands twice")
        if bid is not None and bids.setdefault(position.name, bid) != bid:
            raise row.bad("bid", f"{position.name} has two bids")
        positions.append(position)
    return tuple(positions), bids


@dataclass(frozen=True, slots=True)
class _Row:
    """One line of the file; every refusal names its line and column."""

    where: str
    cells: Mapping[str, str]

    def bad(self, column: str, message: str) -> Refused:
        return Refused(Refusal(BAD_CELL, message, where=f"{self.where}:{column}"))

    def position(self) -> tuple[Position, Bid | None]:
        for column in NEEDED:
            if not self.cells[column]:
                raise self.bad(column, f"{column} may not be blank")
        kind = asset_class(self.cells["class"], f"{self.where}:class")
        try:
            holding_asset = asset(self.cells["currency"])
        except Refused as refused:
            raise self.bad("currency", refused.refusal.message) from refused
        try:
            nominal = positive(Amount.parse(self.cells["nominal"], holding_asset), "nominal")
        except Refused as refused:
            raise self.bad("nominal", refused.refusal.message) from refused
        traits = {name: self._trait(name) for name in TRAITS if self.cells.get(name)}
        name = self.cells.get("name") or self.cells["position"]
        position = Position(
            self.cells["position"], kind, name, nominal, self.cells.get("custodian", ""), self._checked(kind, traits)
        )
        return position, self._bid()

    def _checked(self, kind: str, traits: Mapping[str, Json]) -> dict[str, bool | int | str | date]:
        try:
            return read_traits(asset_class(kind), traits)
        except Refused as refused:
            column = refused.refusal.where or "class"
            raise self.bad(column, refused.refusal.message) from refused

    def _trait(self, name: str) -> Json:
        text = self.cells[name]
        match TRAITS[name].kind:
            case "bool":
                if text.lower() not in TRUTHS:
                    raise self.bad(name, f"{text!r} is neither true nor false")
                return TRUTHS[text.lower()]
            case "int":
                return self._whole(name)
            case _:
                return text

    def _bid(self) -> Bid | None:
        return Bid(self._whole("bid")) if self.cells.get("bid") else None

    def _whole(self, column: str) -> int:
        text = self.cells[column]
        if not (text.isascii() and text.isdigit()):
            raise self.bad(column, f"{text!r} is no whole number")
        return int(text)


def _rows(text: str, label: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every line that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as broken:
        raise Refused(Refusal(BAD_FILE, f"not CSV: {broken}", where=f"{label}:{reader.line_num}")) from broken


def _text(source: str | Path) -> tuple[str, str]:
    """The label and the text of a CSV given as text (it holds a line break) or as the path of a file."""
    if isinstance(source, str) and "\n" in source:
        return "pool.csv", source
    path = Path(source)
    try:
        return path.name, path.read_bytes().decode("utf-8-sig")
    except OSError as missing:
        raise Refused(Refusal(BAD_FILE, f"cannot be read: {missing.strerror}", where=str(path))) from missing
    except UnicodeDecodeError as broken:
        raise Refused(Refusal(BAD_FILE, f"byte {broken.start} is not UTF-8", where=str(path))) from broken


def _check_headings(names: list[str], where: str) -> None:
    for number, name in enumerate(names, 1):
        if name not in COLUMNS:
            raise Refused(Refusal(BAD_COLUMN, f"{name!r} is no column", where=f"{where}:{number}"))
        if names.index(name) != number - 1:
            raise Refused(Refusal(BAD_COLUMN, f"{name} stands twice", where=f"{where}:{number}"))
    for name in NEEDED:
        if name not in names:
            raise Refused(Refusal(BAD_COLUMN, f"{name} is missing", where=where))
