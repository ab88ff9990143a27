"""Every page, set from hand-made views that take each branch of its template: well-formed, marked, self-contained."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from lantau.web.catalogue import LANGUAGES, Words, catalogue
from lantau.web.charts import FULL_BPS, Point, coverage_chart
from lantau.web.pages import PAGES
from lantau.web.plain import plain
from lantau.web.rendering import Place, Setting, render
from tests.web.chain_samples import SHAPES
from tests.web.lab_samples import LAB_SHAPES
from tests.web.mining_samples import MINING_SHAPES
from tests.web.samples import NOON, RULE_PAGES, STATEMENTS, VIEWS

VOID = {"meta", "link", "br", "hr", "img", "input"}
EXTERNAL = re.compile(r"""(?:href|src|action)\s*=\s*["'](?:[a-z]+:)?//""", re.IGNORECASE)
SET = [(name, language) for name in VIEWS for language in LANGUAGES]


class WellFormed(HTMLParser):
    """Refuses a tag closed out of order, left open, or an id or attribute said twice."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> says an attribute twice"
        assert "style" not in names, "the policy forbids inline styles"
        assert not [name for name in names if name.startswith("on")], "the policy forbids inline scripts"
        assert tag not in {"script", "style", "iframe", "object", "embed"}
        for name, value in attrs:
            if name == "id":
                assert value not in self.ids, f"id {value} stands twice"
                self.ids.add(str(value))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-1:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def parsed(html: str) -> WellFormed:
    parser = WellFormed()
    parser.feed(html)
    parser.close()
    assert parser.open == [], f"left open: {parser.open}"
    return parser


def page(name: str, language: str) -> str:
    place = Place(f"/{name}", name, f"/api/{name}")
    return render(name, Words(language), Setting("first-coin", NOON, "HK"), place, view=VIEWS[name])


def test_every_page_of_the_table_has_a_sample() -> None:
    assert {each.name for each in PAGES} == set(VIEWS)


@pytest.mark.parametrize(("name", "language"), SET)
def test_a_page_is_well_formed_and_marked_as_simulated(name: str, language: str) -> None:
    html = page(name, language)
    text = " ".join(parsed(html).text)
    assert catalogue(language)["site.simulated"] in text
    assert catalogue(language)["site.banner"] in text
    assert not EXTERNAL.search(html), "a page points to another machine"


@pytest.mark.parametrize(("name", "language"), SET)
def test_a_page_shows_no_key_instead_of_its_phrase(name: str, language: str) -> None:
    text = " ".join(parsed(page(name, language)).text)
    groups = "|".join(
        {key.partition(".")[0] for key in catalogue("en")} - {"pool", "asset", "op", "coin", "redemption"}
    )
    shown = re.findall(rf"\b(?:{groups})\.[a-z_]+(?:\.[a-z_]+)*\b", text)
    assert not [word for word in shown if word in catalogue("en")]


@pytest.mark.parametrize(("name", "language"), SET)
def test_every_note_a_page_refers_to_stands_at_its_foot(name: str, language: str) -> None:
    html = page(name, language)
    ids = parsed(html).ids
    for note in re.findall(r'href="#(note-[a-z_]+)"', html):
        assert note in ids


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shown", RULE_PAGES)
def test_the_law_s_pages_are_well_formed_in_each_of_their_shapes(shown: str, language: str) -> None:
    name, view = RULE_PAGES[shown]
    html = render(name, Words(language), Setting("first-coin", NOON, "HK"), Place("/rules", "rules"), view=view)
    ids = parsed(html).ids
    assert {*re.findall(r'href="#(note-[a-z_]+)"', html)} <= ids
    assert "<b></b>" not in html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shown", LAB_SHAPES)
def test_the_stress_lab_s_pages_are_well_formed_in_each_of_their_shapes(shown: str, language: str) -> None:
    name, view = LAB_SHAPES[shown]
    html = render(name, Words(language), Setting("first-coin", NOON, "HK"), Place(f"/{name}", "lab"), view=view)
    ids = parsed(html).ids
    assert {*re.findall(r'href="#(note-[a-z_]+)"', html)} <= ids
    assert ('http-equiv="refresh"' in html) == (shown in ("playing", "waiting"))
    plain(view)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shown", MINING_SHAPES)
def test_the_mining_pages_are_well_formed_in_each_of_their_shapes(shown: str, language: str) -> None:
    name, view = MINING_SHAPES[shown]
    html = render(name, Words(language), Setting("first-coin", NOON, "HK"), Place(f"/{name}", "mining"), view=view)
    ids = parsed(html).ids
    assert {*re.findall(r'href="#(note-[a-z_]+)"', html)} <= ids
    plain(view)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shown", SHAPES)
def test_the_chain_s_pages_are_well_formed_in_each_of_their_shapes(shown: str, language: str) -> None:
    name, view = SHAPES[shown]
    html = render(name, Words(language), Setting("first-coin", NOON, "HK"), Place(f"/{name}", name), view=view)
    ids = parsed(html).ids
    assert {*re.findall(r'href="#(note-[a-z_]+)"', html)} <= ids
    plain(view)


def test_what_a_party_wrote_is_never_markup() -> None:
    html = render(
        "sorry", Words("en"), Setting("<script>alert(1)</script>", NOON, "HK"), Place("/x"),
        status=404, kind="page", asked='"><img src=x onerror=alert(1)>', message="",
    )  # fmt: skip
    parsed(html)
    assert "<script" not in html and "<img" not in html


@pytest.mark.parametrize("name", VIEWS)
def test_the_twin_of_a_page_is_plain_json_without_fractions(name: str) -> None:
    def held(value: object) -> None:
        assert value is None or isinstance(value, bool | int | str | list | dict)
        for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            held(item)

    held(plain(VIEWS[name]))


def test_coverage_is_drawn_against_full_backing() -> None:
    chart = coverage_chart([Point(line.day, line.coverage_bps) for line in STATEMENTS])
    assert chart is not None
    for mark in chart.marks:
        assert mark.short == (mark.coverage_bps < FULL_BPS)
        assert (mark.y > chart.full_y) == mark.short, "a shortfall lies below the line of full backing"
        assert chart.left <= mark.x <= chart.right
    assert [mark.coverage_bps for mark in chart.marks if mark.labelled] == [9_000, chart.marks[-1].coverage_bps]
    assert len(chart.grid) <= 6


def test_one_close_is_no_chart() -> None:
    assert coverage_chart([Point(STATEMENTS[0].day, 10_000)]) is None
    assert coverage_chart([Point(STATEMENTS[0].day, None), Point(STATEMENTS[1].day, None)]) is None
