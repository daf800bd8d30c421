"""Pictures of a page: their sizes, and what comes of pictures that cannot be read."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from courses.files.assets import asset_url, make_asset
from courses.files.pictures import size_of, with_sizes
from courses.model import Asset

_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}


def _picture(kind: str, size: tuple[int, int], orientation: int | None = None) -> Asset:
    out, exif = BytesIO(), Image.Exif()
    if orientation:
        exif[0x0112] = orientation
    Image.new("RGB", size).save(out, kind, **({"exif": exif} if orientation else {}))
    return make_asset(f"one.{kind}", _TYPES[kind], out.getvalue())


def _drawing(text: str) -> Asset:
    return make_asset("one.svg", "image/svg+xml", text.encode())


@pytest.mark.parametrize("kind", _TYPES)
def test_a_raster_picture_has_its_own_size(kind: str) -> None:
    assert size_of(_picture(kind, (40, 30))) == (40, 30)


def test_a_photo_that_lies_on_its_side_has_the_size_it_is_shown_with() -> None:
    assert size_of(_picture("jpeg", (40, 30), 6)) == (30, 40)
    assert size_of(_picture("jpeg", (40, 30), 3)) == (40, 30)


def test_a_drawing_has_the_size_of_its_view_box() -> None:
    assert size_of(_drawing('<svg viewBox="0 0 300,150.4">')) == (300, 150)
    for odd in ("<svg>", '<svg viewBox="0 0 inf 1">', '<svg viewBox="0 0 x 1">'):
        assert size_of(_drawing(odd)) is None


def test_a_broken_or_boundless_picture_has_no_size() -> None:
    whole = _picture("png", (40, 30)).data
    endless = whole[:16] + b"\x7f\xff\xff\xff" * 2 + whole[24:]
    for data in (whole[:20], b"\x89PNG\r\n\x1a\n", endless):
        assert size_of(make_asset("one.png", "image/png", data)) is None


def test_all_pictures_but_the_first_are_loaded_late() -> None:
    asset = _picture("png", (40, 30))
    tag = f'<img src="{asset_url(asset)}" alt="a" loading="lazy">'
    first, second = with_sizes(f"{tag}\n{tag}", [asset]).split("\n")
    assert first.endswith(' alt="a" width="40" height="30" decoding="async">')
    assert "loading" not in first
    assert second.endswith(' loading="lazy" width="40" height="30" decoding="async">')


def test_a_width_the_author_gave_is_kept_and_the_height_follows() -> None:
    asset = _picture("png", (40, 30))
    start = f'<img src="{asset_url(asset)}"'
    assert 'width="20" height="15"' in with_sizes(f'{start} width="20">', [asset])
    assert 'height="15" width="20"' in with_sizes(f'{start} height="15">', [asset])
    assert "height" not in with_sizes(f'{start} width="50%">', [asset])


def test_what_only_looks_like_a_picture_is_left_alone() -> None:
    asset = _picture("png", (40, 30))
    address = asset_url(asset)
    for text in (
        f'<p title="<img src=&quot;{address}&quot;>">x</p>',
        f'<p title="<img src=" lang=" {address}">x</p>',
        '<img src="https://example.org/a.png" alt="a">',
    ):
        assert with_sizes(text, [asset]) == text
