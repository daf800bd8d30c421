"""Files of the interface are kept by browsers, and text goes compressed."""

import gzip
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.web.compression import MOST_PADDING
from lms.web.compression import gzip as pack
from tests.lms.people import World

GZIP = {"Accept-Encoding": "gzip, br"}


def sheet_address(client: FlaskClient) -> str:
    found = re.search(
        r'href="(/static/baeum\.css\?v=[0-9a-f]{10})"', client.get("/no-such-page").text
    )
    assert found
    return found[1]


def test_an_address_with_the_hash_of_the_content_is_kept_for_a_year(anonymous: FlaskClient) -> None:
    answer = anonymous.get(sheet_address(anonymous), buffered=True)

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("address", ["/static/baeum.css", "/static/baeum.css?v=0123456789"])
def test_any_other_address_of_a_file_is_asked_for_again(
    anonymous: FlaskClient, address: str
) -> None:
    assert anonymous.get(address, buffered=True).headers["Cache-Control"] == "no-cache"


def test_shared_files_carry_nobodys_session(
    world: World, client_of: Callable[..., FlaskClient]
) -> None:
    client = client_of(world.ben)

    answer = client.get(sheet_address(client), buffered=True)

    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_pages_and_sheets_go_compressed_to_those_who_take_it(anonymous: FlaskClient) -> None:
    for address in ("/login", sheet_address(anonymous)):
        plain = anonymous.get(address, buffered=True)
        packed = anonymous.get(address, headers=GZIP, buffered=True)

        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in packed.headers["Vary"]
        assert "Content-Encoding" not in plain.headers
        bare = pack(plain.data, level=6, padding=b"")
        assert len(bare) < 0.5 * len(plain.data)
        assert len(packed.data) <= len(bare) + MOST_PADDING + 1
    assert gzip.decompress(packed.data) == plain.data


def test_a_compressed_file_is_not_sent_again_when_it_is_the_same(anonymous: FlaskClient) -> None:
    first = anonymous.get("/static/baeum.css", headers=GZIP, buffered=True)

    again = anonymous.get(
        "/static/baeum.css",
        headers={**GZIP, "If-None-Match": first.headers["ETag"]},
        buffered=True,
    )

    assert again.status_code == 304


def test_the_length_of_a_page_says_little_about_its_text(anonymous: FlaskClient) -> None:
    lengths = {len(anonymous.get("/login", headers=GZIP).data) for _try in range(12)}

    assert len(lengths) > 3


@pytest.mark.parametrize("padding", [b"", b"x" * 40])
def test_padding_does_not_change_what_is_unpacked(padding: bytes) -> None:
    text = "배움 ".encode() * 500

    assert gzip.decompress(pack(text, level=6, padding=padding)) == text


def test_the_type_face_comes_when_the_browser_said_that_the_line_bears_it(
    app: Flask, anonymous: FlaskClient
) -> None:
    assert "/fonts/" not in anonymous.get("/login").text
    anonymous.set_cookie("baeum_font", "pretendard")

    page = anonymous.get("/login").text
    sheet = re.search(r'href="(/fonts/[^"]+\.css)"', page)

    assert sheet
    css = anonymous.get(sheet[1], buffered=True)
    part = re.findall(r"url\(\./([^)]+\.woff2)\)", css.text)[0]
    font = anonymous.get(f"{sheet[1].rpartition('/')[0]}/{part}", buffered=True)
    assert "font-display: swap" in css.text
    assert font.data[:4] == b"wOF2"
    assert font.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "/fonts/" not in anonymous.get("/login", headers={"Save-Data": "on"}).text


@pytest.mark.parametrize("name", ["../../package.json", "package.json", "nothing.css"])
def test_nothing_but_the_type_face_is_served_from_its_package(
    anonymous: FlaskClient, name: str
) -> None:
    anonymous.set_cookie("baeum_font", "pretendard")
    folder = re.findall(r'href="(/fonts/[0-9a-f]+)/', anonymous.get("/login").text)[0]

    assert anonymous.get(f"{folder}/{name}").status_code == 404
    assert anonymous.get("/fonts/0000000000/pretendardvariable.css").status_code == 404
