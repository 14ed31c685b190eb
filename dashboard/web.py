"""Documents and headers: Streamlit's index page with our language, title and description, and plain pages."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from html import escape
from pathlib import Path

import streamlit

from dashboard.catalogue import Page
from dashboard.i18n import Speaker

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
PLAIN_STYLE = (
    "body{font:1.1rem/1.5 sans-serif;color:#1c2433;max-width:40rem;margin:4rem auto;padding:0 1rem}"
    "h1{font-family:Georgia,serif}a{color:#2f3f86}"
)


@lru_cache(maxsize=1)
def _index() -> str:
    return INDEX.read_text("utf-8")


@lru_cache(maxsize=32)
def document(page: Page, lang: str) -> str:
    """The document of a page."""
    say = Speaker(lang)
    title = f"{say('title.' + page.id)} · {say('site.short')}"
    head = (
        f'<meta name="description" content="{escape(say("site.description"))}" />'
        '<meta name="theme-color" content="#2f3f86" />'
        '<script src="/assets/inside.js"></script>'
    )
    text = _index().replace('<html lang="en">', f'<html lang="{lang}">')
    text = re.sub(r"<title>.*?</title>", f"<title>{escape(title)}</title>{head}", text)
    text = text.replace("./favicon.png", "/assets/favicon.svg")
    text = re.sub(r'<link rel="service-desc"[^>]*>', "", text)
    return re.sub(r"<noscript>.*?</noscript>", _noscript(say), text, flags=re.DOTALL)


def _noscript(say: Speaker) -> str:
    link = '<a href="/data/release/manifest.json">manifest.json</a>'
    return f"<noscript><p>{escape(say('site.noscript'))} {link}</p></noscript>"


def plain(say: Speaker, message: str, more: str) -> str:
    """A small page without the application, for errors."""
    text = say("errors.not_found_text" if message == "not_found" else "errors.retry")
    title = say(f"errors.{message}")
    return (
        f'<!DOCTYPE html><html lang="{say.lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{PLAIN_STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1><p>{escape(text)}</p>{more}</main></body></html>"
    )


@lru_cache(maxsize=1)
def security_headers() -> list[tuple[bytes, bytes]]:
    """Headers of every answer; the one inline script is Streamlit's, by its digest; nothing is evaluated."""
    digests = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in INLINE_SCRIPT.findall(_index())
    )
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {digests}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "manifest-src 'self'",
            "base-uri 'self'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
    headers = {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    return [(name.encode(), value.encode()) for name, value in headers.items()]
