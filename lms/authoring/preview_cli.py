"""`lms courses preview`: a folder as its readers will see it, without a server or a database."""

import threading
import webbrowser
from pathlib import Path

import click
from werkzeug.serving import make_server

from lms.authoring.checking_cli import summary_of
from lms.authoring.preview import create_preview
from lms.authoring.watching import WatchedCourse


@click.command("preview")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--port", default=8008, show_default=True, help="The port on this machine.")
@click.option("--open/--no-open", "opens", default=False, help="Open it in a browser.")
def preview(path: Path, port: int, opens: bool) -> None:
    """Show the course in PATH as its readers will see it, drawn anew whenever a file is saved."""
    watched = WatchedCourse(path)
    try:
        server = make_server("127.0.0.1", port, create_preview(watched), threaded=True)
    except (OSError, SystemExit):
        raise click.ClickException(f"port {port} is taken; choose another with --port") from None
    address = f"http://localhost:{server.server_port}/"
    click.echo(f"{summary_of(watched.read)}\nPreview at {address}   Ctrl-C stops it.")
    watched.start()
    if opens:
        threading.Timer(0.3, webbrowser.open, (address,)).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        watched.stop()
