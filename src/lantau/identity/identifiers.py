"""Identification numbers, checked before anyone relies on them.

python-stdnum checks what it knows (LEI, mainland USCC and resident identity number, IBAN, BIC). It does not know the
Hong Kong identity card, so its check digit is computed here; the Hong Kong unique business identifier (the business
registration number, since 27 December 2023 also the company number) is eight digits without a check digit.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from stdnum import bic, iban, lei
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

from lantau.identity.refusals import BAD_IDENTIFIER
from lantau.refusal import Refusal, Refused


class IdentifierKind(StrEnum):
    """The kinds of identification number the room can check; ``passport`` is checked for form only."""

    HKID = "hkid"
    HK_UBI = "hk_ubi"
    LEI = "lei"
    CN_USCC = "cn_uscc"
    CN_RESIDENT = "cn_resident"
    PASSPORT = "passport"


NATURAL_KINDS = frozenset({IdentifierKind.HKID, IdentifierKind.CN_RESIDENT, IdentifierKind.PASSPORT})
LEGAL_KINDS = frozenset({IdentifierKind.HK_UBI, IdentifierKind.LEI, IdentifierKind.CN_USCC})


@dataclass(frozen=True, slots=True)
class Identifier:
    """A checked identification number in its one normal spelling, such as ``A123456(3)``."""

    kind: IdentifierKind
    number: str


_HKID = re.compile(r"^([A-Z]{1,2})([0-9]{6})\(?([0-9A])\)?$")
_HKID_SPACE_VALUE = 36
"""What a one-letter number's absent first letter counts for; A to Z count 10 to 35."""
_HKID_MODULUS = 11


def hkid_check_digit(letters: str, digits: str) -> str:
    """The check digit of a Hong Kong identity card: ``0``-``9`` or ``A`` for ten.

    Eight places (a space before a single letter) are weighted 9 down to 2 and the check digit 1; the whole sum must
    be a multiple of 11. The Immigration Department prints the digit in brackets and publishes no text on it; this is
    the algorithm described by Wikipedia, "Hong Kong identity card", and agrees with the specimen ``A123456(3)``.
    """
    assert re.fullmatch(r"[A-Z]{1,2}", letters) and re.fullmatch(r"[0-9]{6}", digits)
    places = [_HKID_SPACE_VALUE] if len(letters) == 1 else []
    places += [ord(letter) - ord("A") + 10 for letter in letters]
    places += [int(digit) for digit in digits]
    total = sum(weight * value for weight, value in zip(range(9, 1, -1), places, strict=True))
    check = -total % _HKID_MODULUS
    return "A" if check == 10 else str(check)


def hkid(text: str, where: str = "") -> Identifier:
    """A Hong Kong identity card number, brackets and spaces tolerated; Refused identity.bad_identifier."""
    compact = _compact(text)
    match = _HKID.match(compact)
    if match is None or compact.count("(") != compact.count(")"):
        raise _bad(IdentifierKind.HKID, "one or two letters, six digits and a check digit", where)
    letters, digits, check = match.groups()
    if hkid_check_digit(letters, digits) != check:
        raise _bad(IdentifierKind.HKID, "a check digit that fits", where)
    return Identifier(IdentifierKind.HKID, f"{letters}{digits}({check})")


def identifier(kind: str, text: str, where: str = "") -> Identifier:
    """Check an identification number of a named kind. Refused identity.bad_identifier; the number is never repeated."""
    try:
        known = IdentifierKind(kind)
    except ValueError:
        names = ", ".join(IdentifierKind)
        raise Refused(Refusal(BAD_IDENTIFIER, f"{kind!r} is no kind of identifier; known: {names}", where)) from None
    if known is IdentifierKind.HKID:
        return hkid(text, where)
    if known is IdentifierKind.HK_UBI:
        return Identifier(known, _matching(known, text, r"[0-9]{8}", "eight digits", where))
    if known is IdentifierKind.PASSPORT:
        return Identifier(known, _matching(known, text, r"[A-Z0-9]{5,9}", "five to nine letters and digits", where))
    checker = {IdentifierKind.LEI: lei, IdentifierKind.CN_USCC: uscc, IdentifierKind.CN_RESIDENT: ric}[known]
    try:
        return Identifier(known, str(checker.validate(text)))
    except ValidationError as reason:
        raise _bad(known, _what(reason), where) from None


def account_number(text: str, where: str = "") -> str:
    """A bank account number in one spelling: an IBAN whose check digits fit, or 6 to 20 digits as Hong Kong banks use.

    Text that begins with two letters is taken for an IBAN. Refused identity.bad_identifier.
    """
    compact = _compact(text).replace("-", "")
    if re.match(r"^[A-Z]{2}", compact):
        try:
            return str(iban.validate(compact))
        except ValidationError as reason:
            raise Refused(Refusal(BAD_IDENTIFIER, f"not an IBAN: {_what(reason)}", where)) from None
    if not re.fullmatch(r"[0-9]{6,20}", compact):
        raise Refused(Refusal(BAD_IDENTIFIER, "a bank account number is an IBAN or 6 to 20 digits", where))
    return compact


def bank_code(text: str, where: str = "") -> str:
    """A bank's BIC of 8 or 11 characters; Refused identity.bad_identifier."""
    try:
        return str(bic.validate(text))
    except ValidationError as reason:
        raise Refused(Refusal(BAD_IDENTIFIER, f"not a BIC: {_what(reason)}", where)) from None


def same_name(one: str, other: str) -> bool:
    """Whether two spellings are one name: case, width, punctuation and runs of spaces do not count; words do."""
    return _name_words(one) == _name_words(other) != ()


def _name_words(name: str) -> tuple[str, ...]:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return tuple(re.sub(r"[^\w]+", " ", folded).split())


def _compact(text: str) -> str:
    normal = unicodedata.normalize("NFKC", text)
    return re.sub(r"\s+", "", normal).upper()


def _matching(kind: IdentifierKind, text: str, pattern: str, form: str, where: str) -> str:
    compact = _compact(text)
    if not re.fullmatch(pattern, compact, flags=re.ASCII):
        raise _bad(kind, form, where)
    return compact


def _what(reason: ValidationError) -> str:
    return str(reason).rstrip(".").lower()


def _bad(kind: IdentifierKind, needed: str, where: str) -> Refused:
    return Refused(Refusal(BAD_IDENTIFIER, f"the {kind.value} number does not fit: {needed}", where))
