"""The web server around the pages: documents with a language, security headers, downloads, health."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from html import escape
from pathlib import Path

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.starlette import App

from dashboard import catalogue, data, files, state, tables, views, web
from dashboard.errors import UserError
from dashboard.i18n import Speaker
from dashboard.model import LANGUAGES, Release

FOLDER = Path(__file__).parent
STATIC = {"inside.js": "text/javascript", "favicon.svg": "image/svg+xml"}
CSV = "text/csv; charset=utf-8"


def public_file() -> Path:
    """The one file that is served, named by the environment."""
    return Path(os.environ["TRATA_PUBLIC"])


def release() -> Release:
    """The release in the public file."""
    return data.open_release(public_file())


async def page(request: Request) -> Response:
    """A page of the site: Streamlit's document in the visitor's language."""
    found = next(p for p in catalogue.pages() if f"/{p.path}" == request.url.path)
    return HTMLResponse(web.document(found, _language(request)), headers={"Cache-Control": "no-cache"})


def _language(request: Request) -> str:
    lang = request.query_params.get("lang", "es")
    return lang if lang in LANGUAGES else "es"


async def health(_request: Request) -> Response:
    """Answers when the release can be read."""
    try:
        release()
    except UserError as error:
        return PlainTextResponse(error.message_id, status_code=503)
    return PlainTextResponse("ok", headers={"Cache-Control": "no-store"})


async def robots(_request: Request) -> Response:
    """Pages may be indexed, downloads and internals need not be."""
    return PlainTextResponse("User-agent: *\nDisallow: /data/\nDisallow: /_stcore/\nAllow: /\n")


async def icon(_request: Request) -> Response:
    """The icon under the name Streamlit asks for."""
    return FileResponse(FOLDER / "static" / "favicon.svg", media_type=STATIC["favicon.svg"])


async def static(request: Request) -> Response:
    """The script and the icon of our own."""
    name = request.path_params["name"]
    if name not in STATIC:
        return not_found(request)
    return FileResponse(FOLDER / "static" / name, media_type=STATIC[name])


def table(request: Request) -> Response:
    """A table as it was released, or made from the public file when that stands alone."""
    return _released_or_made(request, "tables", lambda r, n: tables.table_csv(r, r.tables[n]))


def codelist(request: Request) -> Response:
    """A code list."""
    return _released_or_made(request, "codelists", tables.codelist_csv)


def _released_or_made(request: Request, folder: str, make: Callable[[Release, str], str]) -> Response:
    name, current = request.path_params["name"], release()
    known = current.tables if folder == "tables" else current.dimensions
    if name not in known:
        return not_found(request)
    original = files.find(public_file(), f"{folder}/{name}.csv")
    if original is not None:
        return FileResponse(original, media_type=CSV, filename=original.name)
    return _csv(make(current, name), f"{name}.csv")


def labelled(request: Request) -> Response:
    """A table with the labels of its codes."""
    name, current = request.path_params["name"], release()
    if name not in current.tables:
        return not_found(request)
    lang = _language(request)
    return _csv(tables.table_csv(current, current.tables[name], Speaker(lang)), f"{name}_{lang}.csv")


def card(request: Request) -> Response:
    """The rows of a card in the view the address names."""
    current, found = release(), catalogue.card(request.path_params["name"])
    if found is None or not found.fits(current):
        return not_found(request)
    choice = state.read_choice(current, dict(request.query_params))
    view = views.build(current, found, choice)
    text = tables.BYTE_ORDER_MARK + tables.card_csv(view, Speaker(choice.lang))
    period = "" if view.period is None else f"_{view.period.code}"
    return _csv(text, f"{found.id}{period}_{choice.lang}.csv")


def released(request: Request) -> Response:
    """A file of the release folder that its manifest names."""
    found = files.find(public_file(), request.path_params["name"])
    return not_found(request) if found is None else FileResponse(found, filename=found.name)


def _csv(text: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-cache"}
    return Response(text, media_type=CSV, headers=headers)


def not_found(request: Request) -> Response:
    """A page that says where to go instead."""
    say = Speaker(_language(request))
    links = "".join(
        f'<li><a href="/{p.path}">{escape(say(f"page.{p.id}"))}</a></li>' for p in catalogue.pages()
    )
    return HTMLResponse(web.plain(say, "not_found", f"<ul>{links}</ul>"), status_code=404)


def failed(request: Request, _error: Exception) -> Response:
    """A page that says what to do when a file cannot be made."""
    return HTMLResponse(web.plain(Speaker(_language(request)), "heading", ""), status_code=500)


class Guard:
    """Adds the security headers, and answers unknown addresses with the page that says so."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on unless nothing of ours or of Streamlit answers its path."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *web.security_headers()]
            await send(message)

        answer: Callable[[Scope, Receive, Send], Awaitable[None]] = self.app
        if scope["method"] == "GET" and not _known_path(scope["path"]):
            answer = not_found(Request(scope))
        await answer(scope, receive, guarded)


def _known_path(path: str) -> bool:
    ours = {f"/{p.path}" for p in catalogue.pages()} | {"/healthz", "/robots.txt", "/favicon.png"}
    return path in ours or path.startswith(
        ("/data/", "/assets/", "/_stcore/", "/static/", "/media/", "/component/")
    )


def routes() -> list[Route]:
    """Every address of our own."""
    return [
        *(Route(f"/{p.path}", page) for p in catalogue.pages()),
        Route("/healthz", health),
        Route("/robots.txt", robots),
        Route("/favicon.png", icon),
        Route("/assets/{name}", static),
        Route("/data/tables/{name}.csv", table),
        Route("/data/codelists/{name}.csv", codelist),
        Route("/data/labelled/{name}.csv", labelled),
        Route("/data/cards/{name}.csv", card),
        Route("/data/release/{name:path}", released),
        Route("/data/{name:path}", not_found),
    ]


def make_app() -> App:
    """The ASGI application; it reads TRATA_PUBLIC when it is asked for something."""
    return App(
        FOLDER / "app.py",
        routes=routes(),
        middleware=[Middleware(Guard)],
        exception_handlers={Exception: failed},
    )
