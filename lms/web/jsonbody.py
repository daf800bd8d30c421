"""The JSON that a program or a page's script sends."""

from flask import request


def sent_json() -> object:
    """What came with the request; None where that is no JSON, or nested beyond measure."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None
