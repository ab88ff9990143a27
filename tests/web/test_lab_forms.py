"""What the stress lab takes from a browser: its own forms alone, small, whole, and within every bound."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from lantau import market
from lantau.market import queries
from lantau.web.catalogue import LANGUAGES, catalogue, refusal_meanings
from lantau.web.laboratory import Laboratory
from lantau.web.posting import BYTES_MOST
from lantau.web.readings.lab import SETTING
from tests.web.lab_world import ADDRESS, reader_of
from tests.web.test_lab import CORRIDOR
from tests.web.test_pages import parsed

pytestmark = pytest.mark.xdist_group("web-lab")


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Laboratory]:
    made = Laboratory(tmp_path / "experiments")
    yield made
    made.close()


@pytest.fixture
def at_lab(mine: Laboratory) -> TestClient:
    return reader_of(mine)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stress", market.stresses().values(), ids=lambda stress: stress.id)
def test_every_stress_has_its_form_and_its_defaults_are_accepted(
    at_lab: TestClient, mine: Laboratory, stress: queries.Stress, language: str
) -> None:
    form = at_lab.get("/api/lab", params={"stress": stress.id}).json()["data"]
    assert {stress.rule_sets[0], *stress.rule_sets[1:]} <= {law["id"] for law in form["laws"]}
    page = at_lab.get("/lab", params={"stress": stress.id, "lang": language}).text
    parsed(page)
    for field in form["fields"]:
        assert f'name="{SETTING}{field["name"]}"' in page
        unit = catalogue(language).get(f"lab_unit.{field['unit'].replace('-', '_').replace('.', '_')}")
        assert unit and unit in page.replace("&#39;", "'"), f"{field['unit']} is not translated"
    asked = market.Experiment(
        model=stress.model, law_as_of=date.fromisoformat(form["law_as_of"]), paths=256, seed=1,
        hold_last=True, rule_sets=stress.rule_sets, settings=stress.settings,
    )  # fmt: skip
    assert queries.name_of(asked).startswith(f"{stress.model}-")
    assert market.begin(asked, mine.home) == queries.name_of(asked)


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:8657"},
     {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site", "Origin": ADDRESS},
     {"Sec-Fetch-Site": "none"}, {"Sec-Fetch-Site": ""}],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("path", ["/lab", "/lab/run-0123456789/play", "/lab/run-0123456789/stop"])
def test_a_page_elsewhere_cannot_send_a_form_here(
    at_lab: TestClient, mine: Laboratory, headers: dict[str, str], path: str
) -> None:
    answer = at_lab.post(path, data=CORRIDOR, headers=headers)
    assert answer.status_code == 403 and "web.foreign_origin" in answer.text
    assert not mine.home.exists()
    assert refusal_meanings()["web.foreign_origin"] in at_lab.post(f"{path}?lang=zh", headers=headers).text


@pytest.mark.parametrize(
    "headers",
    [{}, {"Origin": ADDRESS}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}],
    ids=["no browser", "own origin", "a browser that hides the origin"],
)
def test_our_own_pages_can(at_lab: TestClient, headers: dict[str, str]) -> None:
    answer = at_lab.post("/lab", data=CORRIDOR, headers=headers, follow_redirects=False)
    assert answer.status_code == 303


def test_a_rebound_name_cannot_send_one_either(mine: Laboratory) -> None:
    stranger = reader_of(mine, "http://console.example:8656")
    assert stranger.post("/lab", data=CORRIDOR).status_code == 400
    assert not mine.home.exists()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"stress": "none"}, 404), ({"stress": ""}, "web.bad_form"), ({"paths": "255"}, "web.bad_form"),
        ({"paths": "20001"}, "web.bad_form"), ({"paths": "9" * 19}, "web.bad_form"), ({"paths": "-1"}, "web.bad_form"),
        ({"paths": "1e3"}, "web.bad_form"), ({"paths": "٢٥٦"}, "web.bad_form"),
        ({"seed": "9" * 19}, "market.out_of_range"),
        ({"seed": "9" * 20}, "web.bad_form"), ({"seed": "9223372036854775808"}, "market.out_of_range"),
        ({"law_as_of": "2026-02-30"}, "dates.not_a_day"), ({"law_as_of": "1999-01-01"}, "rulebook.not_covered"),
        ({"first": "XX"}, "web.bad_form"), ({"first": "../evil.toml"}, "web.bad_form"),
        ({"first": "/etc/passwd.toml"}, "web.bad_form"), ({"second": "CN+none"}, "web.bad_form"),
        ({"first": "HK"}, "rulebook.unknown_rule"), ({"first": ""}, "web.bad_form"),
        ({"set.bank_bps": "nan"}, "web.bad_form"), ({"set.bank_bps": "inf"}, "web.bad_form"),
        ({"set.bank_bps": "1_0"}, "web.bad_form"), ({"set.bank_bps": "0x10"}, "web.bad_form"),
        ({"set.bank_bps": "1e99"}, "market.out_of_range"), ({"set.bank_bps": "-0.1"}, "market.out_of_range"),
        ({"set.bank_bps": "9" * 30}, "web.bad_form"), ({"set.bank_bps": ""}, "web.bad_form"),
        ({"set.payers": "1"}, "web.bad_form"), ({"other": "1"}, "web.bad_form"),
    ],
    ids=str,
)  # fmt: skip
def test_what_the_form_may_not_say(
    at_lab: TestClient, mine: Laboratory, changed: dict[str, str], code: str | int
) -> None:
    answer = at_lab.post("/lab", data={**CORRIDOR, **changed})
    if isinstance(code, int):
        assert answer.status_code == code
        return
    assert answer.status_code == 422 and code in answer.text
    parsed(answer.text)
    assert not mine.home.exists(), "what is refused leaves nothing on disk"
    assert refusal_meanings()[code] in at_lab.post("/lab?lang=zh", data={**CORRIDOR, **changed}).text


def test_a_field_left_out_is_refused_and_the_rest_is_kept(at_lab: TestClient) -> None:
    for name in CORRIDOR:
        form = {each: value for each, value in CORRIDOR.items() if each != name} | {"set.payees_ready": "0.123"}
        if name in ("second", "set.payees_ready"):
            continue
        answer = at_lab.post("/lab", data=form)
        assert answer.status_code == 422 and "web.bad_form" in answer.text, name
        assert ('value="0.123"' in answer.text) == (name != "stress"), "what was typed stands in the form again"


def test_a_form_that_is_none_or_too_large_is_refused(at_lab: TestClient, mine: Laboratory) -> None:
    plain = {"Content-Type": "text/plain"}
    urlencoded = {"Content-Type": "application/x-www-form-urlencoded"}
    for content, headers in (
        (b"stress=bank_closes", plain), (b"x" * (BYTES_MOST + 1), urlencoded), (b"a=1&a=2", urlencoded),
        (b"\xff\xfe", urlencoded), (b"a=%ff", urlencoded), (b"&".join(b"a%d=1" % n for n in range(100)), urlencoded),
    ):  # fmt: skip
        answer = at_lab.post("/lab", content=content, headers=headers)
        assert answer.status_code == 422 and "web.bad_form" in answer.text, content[:20]
    assert not mine.home.exists()


def test_a_console_without_a_folder_says_so() -> None:
    reader = reader_of(None)
    assert catalogue("en")["lab.not_ready"] in reader.get("/lab").text
    answer = reader.post("/lab", data=CORRIDOR)
    assert answer.status_code == 503 and "web.no_laboratory" in answer.text
    assert reader.get("/lab/run-0123456789").status_code == 404
