"""Smaller copies of pictures, and what photos say about themselves."""

from __future__ import annotations

import random
from io import BytesIO

import pytest
from PIL import Image

from courses.files.assets import AssetShelf, make_asset
from courses.files.pictures import with_sizes, without_variants
from courses.files.variants import make_variants, variant_url, variant_widths
from courses.markup.sanitize import sanitize
from courses.model import Asset
from courses.source import Folder
from tests.courses.test_layouts import write

_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "GIF": "image/gif", "WEBP": "image/webp"}


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    small = Image.frombytes("RGB", (64, 64), random.Random(1).randbytes(64 * 64 * 3))
    return small.resize((width, height), Image.Resampling.BICUBIC).convert(mode)


def asset_of(picture: Image.Image, kind: str = "PNG", **more: object) -> Asset:
    out = BytesIO()
    picture.save(out, kind, **more)
    return make_asset(f"images/한 그림.{kind.lower()}", _TYPES[kind], out.getvalue())


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize(
    ("width", "widths"),
    [(480, ()), (700, (480, 700)), (1200, (480, 960, 1200)), (2000, (480, 960, 1440))],
)
def test_a_picture_has_copies_up_to_what_a_page_can_show(
    kind: str, width: int, widths: tuple[int, ...]
) -> None:
    asset = asset_of(noise(width, 600), kind, **({} if kind == "PNG" else {"quality": 95}))

    assert variant_widths(asset) == widths
    made = {one.width: one.data for one in make_variants(asset)}
    assert set(made) == set(widths)
    for each, data in made.items():
        assert len(data) < len(asset.data)
        assert opened(data).format == "WEBP"
        assert opened(data).size == (each, round(600 * each / width))


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "CMYK", "1"])
def test_every_kind_of_colour_is_kept_as_far_as_screens_show_it(mode: str) -> None:
    is_print = mode == "CMYK"
    source = noise(1000, 700).convert("RGBA" if mode == "LA" else "RGB").convert(mode)
    asset = asset_of(source, "JPEG" if is_print else "PNG")

    for one in make_variants(asset):
        copy = opened(one.data)
        assert (
            copy.has_transparency_data is False or mode in ("RGBA", "LA") or one.data == asset.data
        )


def test_what_is_light_moves_or_is_broken_is_left_alone() -> None:
    frames = [noise(700, 500, "P"), noise(700, 501, "P").crop((0, 1, 700, 501))]
    moving = {"save_all": True, "append_images": frames[1:]}
    light = asset_of(Image.new("RGB", (2000, 1000)))
    whole = asset_of(noise(1000, 700))
    broken = make_asset("a.png", "image/png", whole.data[:40_000])
    assert len(light.data) < 24 * 1024 < len(broken.data)

    for asset in (
        light,
        asset_of(frames[0], "GIF"),
        asset_of(frames[0], "GIF", **moving),
        asset_of(frames[0].convert("RGB"), "WEBP", quality=100, **moving),
    ):
        assert variant_widths(asset) == ()
    assert list(make_variants(broken)) == []


def test_a_copy_is_never_heavier_than_the_picture() -> None:
    asset = asset_of(noise(1400, 900), "WEBP", quality=20)

    assert len(asset.data) > 24 * 1024 or variant_widths(asset) == ()
    assert all(len(one.data) <= len(asset.data) for one in make_variants(asset))


def test_the_page_names_the_copies_and_how_wide_it_shows_them() -> None:
    asset = asset_of(noise(1200, 600))
    html = f'<img src="/assets/{asset.sha256}/%ED%95%9C%20%EA%B7%B8%EB%A6%BC.png" alt="a">'

    whole = with_sizes(html, [asset])
    narrow = with_sizes(html.replace(" alt", ' width="300" alt'), [asset])

    named = ", ".join(f"{variant_url(asset, width)} {width}w" for width in (480, 960, 1200))
    assert f' srcset="{named}" sizes="(min-width: 752px) 720px, 100vw"' in whole
    assert ' sizes="(min-width: 332px) 300px, 100vw"' in narrow
    assert without_variants(whole) == with_sizes(html, [asset]).replace(
        f' srcset="{named}" sizes="(min-width: 752px) 720px, 100vw"', ""
    )


def test_an_author_can_name_no_copies() -> None:
    html = sanitize('<img src="a.png" alt="" srcset="//x.example/a 1w" sizes="1px">')

    assert "srcset" not in html
    assert "sizes" not in html


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_a_photo_says_about_itself_is_left_out(kind: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    exif.get_ifd(0x8825)[1] = "N"
    asset = asset_of(noise(300, 200), kind, exif=exif, xmp=b"<x>Secret place</x>")

    shown = opened(asset.data)
    assert shown.size == (300, 200)
    assert dict(shown.getexif()) == {}
    assert b"Secret" not in asset.data
    shown.load()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("turn", [3, 6, 8])
def test_a_photo_that_lies_on_its_side_is_turned(kind: str, turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = turn
    picture = Image.new("RGB", (200, 100), "white")
    picture.paste((255, 0, 0), (0, 0, 100, 100))
    asset = asset_of(picture, kind, exif=exif)

    shown = opened(asset.data).convert("RGB")
    assert shown.size == ((200, 100) if turn == 3 else (100, 200))
    red = {3: (150, 50), 6: (50, 50), 8: (50, 150)}[turn]
    assert shown.getpixel(red)[0] > 200  # type: ignore[index]
    assert shown.getpixel(red)[1] < 60  # type: ignore[index]
    assert dict(opened(asset.data).getexif()) == {}


@pytest.mark.parametrize("cut", range(0, 400, 7))
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_file_that_ends_early_is_no_reason_to_stop(kind: str, cut: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    out = BytesIO()
    Image.new("RGB", (20, 10)).save(out, kind, exif=exif)

    asset = make_asset("a", _TYPES[kind], out.getvalue()[:cut])

    assert variant_widths(asset) == ()


def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    shelf = AssetShelf(Folder(write(tmp_path, {"a.png": out.getvalue()})))

    asset, problem = shelf.get("a.png")

    assert asset is None
    assert problem is not None
    assert (problem.code, problem.file) == ("too-many-pixels", "a.png")
