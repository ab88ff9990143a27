"""What the stress lab's forms send: taken only from the console's own pages, small, and answered by going elsewhere.

There is no session to steal, but a page of another site could still have a browser send a form here. A browser says
where a form comes from: by ``Sec-Fetch-Site``, which no page can forge, or by ``Origin``. Since our pages send no
referrer, ``Origin`` is ``null`` from them too, and then the first alone tells. What says neither is no browser.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl

from fastapi import FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from lantau.refusal import Code, Refusal, Refused
from lantau.web.console import Console
from lantau.web.readings.experiment import standing_of
from lantau.web.readings.lab import asked_for, lab_view, laboratory_of
from lantau.web.refusals import BAD_FORM, FOREIGN_ORIGIN, LABORATORY_FULL, NO_LABORATORY
from lantau.web.views.lab import LabView

BYTES_MOST = 16_384
FIELDS_MOST = 60
FORM_TYPE = "application/x-www-form-urlencoded"
SEE_OTHER, FORBIDDEN, UNPROCESSABLE, UNAVAILABLE = 303, 403, 422, 503

Set = Callable[[Request, LabView, int], Response]
"""Sets the lab's page again with what was typed, and a status."""


def status_of(code: Code) -> int:
    """The status that a refusal is answered with."""
    if code == FOREIGN_ORIGIN:
        return FORBIDDEN
    return UNAVAILABLE if code in (LABORATORY_FULL, NO_LABORATORY) else UNPROCESSABLE


def add_posts(app: FastAPI, console: Console, page: Set) -> None:
    """The three addresses that take a form: begin an experiment, go on with one, stop one."""

    @app.post("/lab")
    async def begin(request: Request) -> Response:
        refuse_foreign(request.headers)
        form = await form_of(request)
        return await run_in_threadpool(_begun, console, request, form, page)

    @app.post("/lab/{name}/play")
    async def play(request: Request, name: str) -> Response:
        refuse_foreign(request.headers)
        await form_of(request)
        return await run_in_threadpool(_played_on, console, name)

    @app.post("/lab/{name}/stop")
    async def stop(request: Request, name: str) -> Response:
        refuse_foreign(request.headers)
        await form_of(request)
        return await run_in_threadpool(_stopped, console, name)


def refuse_foreign(headers: Mapping[str, str]) -> None:
    """Refused web.foreign_origin unless one of our pages, or no browser at all, sends the form."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        is_ours = site == "same-origin"
    else:
        is_ours = origin is None or origin in (f"http://{headers.get('host')}", f"https://{headers.get('host')}")
    if not is_ours:
        raise Refused(Refusal(FOREIGN_ORIGIN, "the form does not come from a page of this console", where="Origin"))


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form, each once; Refused web.bad_form."""
    if request.headers.get("content-type", FORM_TYPE).partition(";")[0].strip().lower() != FORM_TYPE:
        raise _bad(f"the form is not {FORM_TYPE}")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BYTES_MOST:
            raise _bad(f"the form is larger than {BYTES_MOST} bytes")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS_MOST, errors="strict")
    except ValueError:
        raise _bad("the form cannot be read") from None
    form = dict(pairs)
    if len(form) != len(pairs):
        raise _bad("a field stands twice in the form")
    return form


def _begun(console: Console, request: Request, form: Mapping[str, str], page: Set) -> Response:
    try:
        name = laboratory_of(console).begin(asked_for(form))
    except Refused as no:
        known = {**form, "stress": form.get("stress", "")}
        return page(request, lab_view(console, known, no.refusal), status_of(no.refusal.code))
    return _see(name)


def _played_on(console: Console, name: str) -> Response:
    laboratory, told = standing_of(console, name)
    laboratory.go_on(told.name)
    return _see(told.name)


def _stopped(console: Console, name: str) -> Response:
    laboratory, told = standing_of(console, name)
    laboratory.stop(told.name)
    return _see(told.name)


def _see(name: str) -> Response:
    return RedirectResponse(f"/lab/{name}", status_code=SEE_OTHER)


def _bad(message: str) -> Refused:
    return Refused(Refusal(BAD_FORM, message, where="form"))
