"""Serving one static page on the loopback address."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import typer


def serve_page(page: Path, port: int) -> None:
    """Serve `page`, and nothing else, on 127.0.0.1 until Ctrl-C; leaves with exit code 1 when the port is taken."""
    content = page.read_bytes()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path.split("?")[0] in ("/", "/index.html")
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(content if found else b"not here")

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: the terminal is the user's."""

    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    except OSError as error:
        typer.echo(f"error: can't serve on 127.0.0.1:{port}: {error.strerror} (choose another with --port)", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"serving on http://127.0.0.1:{server.server_address[1]} until Ctrl-C", err=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        typer.echo("", err=True)
    finally:
        server.server_close()
