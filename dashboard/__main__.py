"""`python -m dashboard --public FILE --port P --address A`: serves one released file."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from pathlib import Path

from dashboard import data
from dashboard.errors import UserError
from dashboard.i18n import Speaker
from dashboard.server import make_app


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m dashboard", description="Serves one released public.duckdb."
    )
    parser.add_argument(
        "--public", default=os.environ.get("TRATA_PUBLIC"), help="the file; default: TRATA_PUBLIC"
    )
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--address", default="127.0.0.1")
    parser.add_argument(
        "--host", action="append", default=[], help="a host name visitors may use; repeatable"
    )
    parser.add_argument("--lang", choices=("es", "en"), default="es", help="language of error messages")
    return parser.parse_args()


def check(given: argparse.Namespace) -> Path:
    """The public file, once it and the port have proved usable."""
    if not given.public:
        raise UserError("public_file_not_named", exit_code=2)
    public = Path(given.public).resolve()
    data.open_release(public)
    family = socket.AF_INET6 if ":" in given.address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((given.address, given.port))
        except OSError as error:
            raise UserError("port_taken", exit_code=3, port=given.port, address=given.address) from error
    return public


def main() -> int:
    """Check, then serve until stopped."""
    given = arguments()
    try:
        public = check(given)
    except UserError as error:
        print(Speaker(given.lang)(f"errors.{error.message_id}", **error.params), file=sys.stderr)
        return error.exit_code
    os.environ["TRATA_PUBLIC"] = str(public)
    config: dict[str, object] = {"server.port": given.port, "server.address": given.address}
    if given.host:
        config["server.allowedHosts"] = given.host
    make_app().run(config=config)
    return 0


if __name__ == "__main__":
    sys.exit(main())
