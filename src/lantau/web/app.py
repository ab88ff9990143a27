"""The console as a FastAPI application: one route per page and its JSON twin, one policy for every answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

from lantau.dates import hk_date
from lantau.refusal import Json, Refused
from lantau.web.catalogue import LANGUAGES, Words, language_of
from lantau.web.console import Ask, Console, NotThereError
from lantau.web.pages import DOCUMENTS, PAGES, Document, Page
from lantau.web.plain import plain
from lantau.web.posting import add_posts, status_of
from lantau.web.rendering import Place, Setting, render
from lantau.web.views.lab import LabView

COOKIE = "lantau_language"
COOKIE_SECONDS = 365 * 24 * 3600
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
STATIC_FOLDER = Path(__file__).parent / "static"


def create_app(console: Console) -> FastAPI:
    """The console over one world. It writes no record: its one form begins experiments, which are files."""
    app = FastAPI(title="Lantau console", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(console.hosts))
    app.mount("/static", StaticFiles(directory=STATIC_FOLDER), name="static")

    @app.middleware("http")
    async def policy(request: Request, proceed: Callable[[Request], Awaitable[Response]]) -> Response:
        answer = await proceed(request)
        answer.headers.update(HEADERS)
        asked = request.query_params.get("lang")
        if asked in LANGUAGES:
            answer.set_cookie(COOKIE, str(asked), max_age=COOKIE_SECONDS, httponly=True, samesite="lax")
        return answer

    @app.get("/healthz")
    def health() -> PlainTextResponse:
        with console.database.read() as connection:
            connection.execute("SELECT 1")
        return PlainTextResponse("ok\n")

    @app.get("/api")
    def index() -> JSONResponse:
        return JSONResponse(_wrapped(console, "index", [f"/api{page.path}".rstrip("/") for page in PAGES]))

    for page in PAGES:
        app.add_api_route(page.path, _page_route(console, page), methods=["GET"], response_class=HTMLResponse)
        twin = "/api/overview" if page.path == "/" else f"/api{page.path}"
        app.add_api_route(twin, _twin_route(console, page), methods=["GET"])
    for document in DOCUMENTS:
        app.add_api_route(document.path, _document_route(console, document), methods=["GET"])
    add_posts(app, console, partial(_lab_again, console))
    _answer_failings(app, console)
    return app


def _lab_again(console: Console, request: Request, view: LabView, status: int) -> Response:
    """The stress lab's page once more, with a form that was refused."""
    page = render("lab", _words(request), _setting(console), _place(request, "lab", twin=True), view=view)
    return HTMLResponse(page, status_code=status)


def _ask(request: Request) -> Ask:
    return Ask({name: str(value) for name, value in request.path_params.items()}, dict(request.query_params))


def _words(request: Request) -> Words:
    return Words(language_of(request.query_params.get("lang"), request.cookies.get(COOKIE)))


def _setting(console: Console) -> Setting:
    return Setting(console.world, console.clock.now(), console.book.id)


def _place(request: Request, section: str, *, twin: bool) -> Place:
    path = request.url.path
    query = {name: value for name, value in request.query_params.items() if name != "lang"}
    address = ("/api/overview" if path == "/" else f"/api{path}") if twin else ""
    return Place(path, section, Place(address, query=query).here() if twin else "", query)


def _wrapped(console: Console, name: str, data: Json) -> dict[str, Json]:
    setting = _setting(console)
    return {
        "simulated": True,
        "page": name,
        "world": setting.world,
        "as_of": plain(setting.as_of),
        "law_day": hk_date(setting.as_of).isoformat(),
        "rulebook_id": setting.rulebook_id,
        "data": data,
    }


def _page_route(console: Console, page: Page) -> Callable[[Request], HTMLResponse]:
    def answer(request: Request) -> HTMLResponse:
        view = page.read(console, _ask(request))
        place = _place(request, page.section, twin=True)
        return HTMLResponse(render(page.name, _words(request), _setting(console), place, view=view))

    return answer


def _twin_route(console: Console, page: Page) -> Callable[[Request], JSONResponse]:
    def answer(request: Request) -> JSONResponse:
        return JSONResponse(_wrapped(console, page.name, plain(page.read(console, _ask(request)))))

    return answer


def _document_route(console: Console, document: Document) -> Callable[[Request], Response]:
    def answer(request: Request) -> Response:
        ask = _ask(request)
        name = document.file_name.format(**ask.path)
        return Response(
            document.read(console, ask),
            media_type=document.media_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    return answer


def _answer_failings(app: FastAPI, console: Console) -> None:
    """Friendly answers for what is not there (404), refused (422, 403, 503), and broken or down (500)."""

    def answered(request: Request, status: int, **values: Any) -> Response:
        if request.url.path.startswith("/api"):
            body: dict[str, Json] = {"simulated": True, "status": status}
            return JSONResponse(body | {name: plain(value) for name, value in values.items()}, status_code=status)
        place = _place(request, "", twin=False)
        page = render("sorry", _words(request), _setting(console), place, status=status, **values)
        return HTMLResponse(page, status_code=status)

    @app.exception_handler(NotThereError)
    def missing(request: Request, cause: NotThereError) -> Response:
        return answered(request, 404, kind=cause.kind, asked=cause.asked, message="", code="")

    @app.exception_handler(Refused)
    def refused(request: Request, cause: Refused) -> Response:
        return answered(
            request,
            status_of(cause.refusal.code),
            kind="refused",
            asked=request.url.path,
            message=str(cause.refusal),
            code=cause.refusal.code.name,
        )

    @app.exception_handler(HTTPException)
    def unrouted(request: Request, cause: HTTPException) -> Response:
        kind = "page" if cause.status_code == 404 else "method"
        return answered(request, cause.status_code, kind=kind, asked=request.url.path, message="", code="")

    @app.exception_handler(Exception)
    def broken(request: Request, _: Exception) -> Response:
        answer = answered(request, 500, kind="broken", asked=request.url.path, message="", code="")
        answer.headers.update(HEADERS)
        return answer
