"""Files are kept once, under the hash of what they hold."""

from io import BytesIO
from pathlib import Path

import pytest

from lms.storage import BlobStore, MissingBlob

pytestmark = pytest.mark.every_database

SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path.as_uri())


def test_what_is_put_comes_back_under_its_sha256(store: BlobStore) -> None:
    assert store.put(b"abc") == SHA256_OF_ABC
    assert store.get(SHA256_OF_ABC) == b"abc"
    assert b"".join(store.chunks(SHA256_OF_ABC, size=2)) == b"abc"


def test_putting_the_same_twice_keeps_one_file(store: BlobStore, tmp_path: Path) -> None:
    store.put(b"abc")
    store.put(b"abc")

    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


@pytest.mark.parametrize("digest", ["0" * 64, "../../etc/passwd", "", SHA256_OF_ABC.upper()])
def test_what_is_not_there_is_a_missing_blob(store: BlobStore, digest: str) -> None:
    with pytest.raises(MissingBlob):
        store.get(digest)
    with pytest.raises(MissingBlob):
        list(store.chunks(digest))


def test_what_is_removed_is_gone_and_may_be_removed_again(store: BlobStore) -> None:
    store.put(b"abc")
    store.remove(SHA256_OF_ABC)
    store.remove(SHA256_OF_ABC)

    with pytest.raises(MissingBlob):
        store.get(SHA256_OF_ABC)


def test_a_file_is_kept_from_its_beginning(store: BlobStore) -> None:
    file = BytesIO(b"abc")
    file.seek(2)

    assert store.put_file(file) == SHA256_OF_ABC
    assert store.get(SHA256_OF_ABC) == b"abc"
