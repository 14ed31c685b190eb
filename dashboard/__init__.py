"""The public site: Streamlit pages on one released `public.duckdb`, and nothing else.

    python -m dashboard --public releases/2025-S2-r1/public.duckdb --port 8501 --address 127.0.0.1

`server.make_app()` is the ASGI application; it reads the path from TRATA_PUBLIC.
`GET /healthz` answers `ok` when the release can be read.
"""
