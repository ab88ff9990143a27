"""One hardened way from the bytes of a bank message to a typed ISO 20022 document, and back.

Bytes are bounded, UTF-8 and free of DOCTYPE before any parser sees them; the tree is validated against the official
XML schema shipped in ``schemas/`` and only then bound, strictly, to the classes of pyiso20022 (ADR 0006).
"""

from __future__ import annotations

import functools
import hashlib
import importlib
import importlib.resources
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, cast

from lxml import etree
from xsdata.exceptions import ConverterWarning, ParserError
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig
from xsdata.formats.dataclass.parsers.handlers import LxmlEventHandler
from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.formats.dataclass.serializers.config import SerializerConfig

from lantau.issuance import refusals
from lantau.refusal import Code, Refusal, Refused

MESSAGE_BYTES_MAX = 4_000_000
"""A firm limit on one bank message, not a legal number: a day's statement of some thousand entries fits."""

NAMESPACE_PREFIX = "urn:iso:std:iso:20022:tech:xsd:"

CREDIT_NOTICE = "camt.054.001.08"
STATEMENT = "camt.053.001.08"
PAY_OUT = "pain.001.001.09"

_CLASSES = {
    CREDIT_NOTICE: "pyiso20022.camt.camt_054_001_08",
    STATEMENT: "pyiso20022.camt.camt_053_001_08",
    PAY_OUT: "pyiso20022.pain.pain_001_001_09",
}


@dataclass(frozen=True, slots=True)
class BankDocument:
    """A schema-valid message: its kind, the bound document, the digest of its bytes and where its elements stand.

    ``lines`` maps a path of numbered local names below the root, ``BkToCstmrStmt[1]/Stmt[1]/Ntry[2]``, to its line.
    """

    kind: str
    bound: Any
    digest: str
    source: str
    lines: dict[str, int]

    def place(self, path: str) -> str:
        """``source:line path`` of an element, or of its nearest written ancestor when it is absent."""
        steps = [step if step.endswith("]") else f"{step}[1]" for step in path.split("/")]
        while len(steps) > 1 and "/".join(steps) not in self.lines:
            steps.pop()
        return f"{self.source}:{self.lines.get('/'.join(steps), 1)} /Document/{path}"


def classes(kind: str) -> Any:
    """The pyiso20022 module of one message kind; imported on first use, since it is large."""
    return importlib.import_module(_CLASSES[kind])


def read_document(xml: bytes, *, expected: Collection[str], source: str) -> BankDocument:
    """Bind ``xml`` to one of the ``expected`` kinds. Refused: too large, not XML, DOCTYPE, other kind, not valid."""
    root = _parse(xml, source)
    kind = _kind(root, expected, source)
    _validate(root, kind, source)
    lines = _lines(root)  # before binding, which empties the tree as it goes
    return BankDocument(kind, _bind(root, kind, source), hashlib.sha256(xml).hexdigest(), source, lines)


def write_document(kind: str, bound: object) -> bytes:
    """Serialise and validate what was written; the same document gives the same bytes."""
    config = SerializerConfig(indent="  ", xml_declaration=True, encoding="UTF-8")
    text = XmlSerializer(config=config).render(bound, ns_map={None: NAMESPACE_PREFIX + kind})
    xml = text.encode("utf-8")
    read_document(xml, expected={kind}, source=kind)
    return xml


def _refuse(code: Code, message: str, where: str) -> Refused:
    return Refused(Refusal(code, message, where))


def _parse(xml: bytes, source: str) -> etree._Element:
    if len(xml) > MESSAGE_BYTES_MAX:
        raise _refuse(refusals.MESSAGE_TOO_LARGE, f"{len(xml)} bytes, at most {MESSAGE_BYTES_MAX} are read", source)
    try:
        text = xml.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refuse(refusals.NOT_XML, f"byte {error.start} is not UTF-8", source) from None
    if "<!DOCTYPE" in text:
        line = text[: text.index("<!DOCTYPE")].count("\n") + 1
        message = "a bank message has no document type declaration"
        raise _refuse(refusals.DOCTYPE_FORBIDDEN, message, f"{source}:{line}")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        where = f"{source}:{line or 1}:{column or 1}"
        raise _refuse(refusals.NOT_XML, error.msg or "not well-formed", where) from None
    return root


def _kind(root: etree._Element, expected: Collection[str], source: str) -> str:
    name = etree.QName(root)
    namespace = name.namespace or ""
    kind = namespace.removeprefix(NAMESPACE_PREFIX)
    if name.localname != "Document" or namespace == kind or kind not in expected:
        found = f"{{{namespace}}}{name.localname}" if namespace else name.localname
        message = f"{found} is not one of {', '.join(sorted(expected))}"
        raise _refuse(refusals.UNKNOWN_MESSAGE, message, f"{source}:{root.sourceline or 1} /{name.localname}")
    return kind


@functools.cache
def _schema(kind: str) -> etree.XMLSchema:
    file = importlib.resources.files("lantau.issuance") / "schemas" / f"{kind}.xsd"
    return etree.XMLSchema(etree.fromstring(file.read_bytes()))


def _validate(root: etree._Element, kind: str, source: str) -> None:
    schema = _schema(kind)
    if schema.validate(root):
        return
    # The first error in document order is the one to repair first.
    first = min(cast(Iterable[Any], schema.error_log), key=lambda entry: int(entry.line))
    found = cast(list[etree._Element], root.getroottree().xpath(first.path)) if first.path else []
    element = found[0] if found else root
    message = str(first.message).replace(f"{{{NAMESPACE_PREFIX}{kind}}}", "")
    code = refusals.NOT_SCHEMA_VALID
    if etree.QName(element).localname == "Amt":
        code = refusals.WRONG_CURRENCY if "'Ccy'" in message else refusals.WRONG_AMOUNT
    raise _refuse(code, message, f"{source}:{first.line} {_path(element)}")


def _path(element: etree._Element) -> str:
    steps = []
    current: etree._Element | None = element
    while current is not None:
        parent = current.getparent()
        steps.append(_step(current, parent))
        current = parent
    return "/" + "/".join(reversed(steps))


def _step(element: etree._Element, parent: etree._Element | None) -> str:
    name = etree.QName(element).localname
    if parent is None:
        return name
    alike = [child for child in parent if child.tag == element.tag]
    return name if len(alike) == 1 else f"{name}[{alike.index(element) + 1}]"


def _lines(root: etree._Element) -> dict[str, int]:
    """The line of every element by its numbered path below the root."""
    lines: dict[str, int] = {}
    waiting: list[tuple[str, etree._Element]] = [("", root)]
    while waiting:
        above, element = waiting.pop()
        seen: dict[str, int] = {}
        for child in element:
            name = etree.QName(child).localname
            seen[name] = seen.get(name, 0) + 1
            path = f"{above}{name}[{seen[name]}]"
            lines[path] = cast(int, child.sourceline or 1)
            waiting.append((path + "/", child))
    return lines


def _bind(root: etree._Element, kind: str, source: str) -> Any:
    config = ParserConfig(
        fail_on_unknown_properties=True,
        fail_on_unknown_attributes=True,
        fail_on_converter_warnings=True,
    )
    try:
        return XmlParser(config=config, handler=LxmlEventHandler).parse(root, classes(kind).Document)
    except (ParserError, ConverterWarning, TypeError, ValueError) as error:
        raise _refuse(refusals.NOT_SCHEMA_VALID, str(error), source) from None
