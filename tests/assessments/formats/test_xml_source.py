"""XML is read whatever wrote it, and nothing hostile in it is followed."""

import pytest

from assessments.formats.encodings import Undecodable, decode
from assessments.formats.xml_source import BadXml, parse_xml

KOREAN = "<a>한글과 漢字</a>"


@pytest.mark.parametrize(
    "data",
    [
        KOREAN.encode(),
        b"\xef\xbb\xbf" + KOREAN.encode(),
        ("\ufeff" + KOREAN).encode("utf-16-le"),
        ("\ufeff" + KOREAN).encode("utf-16-be"),
        ('<?xml version="1.0" encoding="utf-16"?>' + KOREAN).encode("utf-16-le"),
        ('<?xml version="1.0" encoding="euc-kr"?>' + KOREAN).encode("cp949"),
        ("<?xml version='1.0' encoding='KS_C_5601-1987'?>" + KOREAN).encode("cp949"),
        ("<?xml version='1.0' encoding='cp949'?>\n" + KOREAN).encode("cp949"),
        ("<?xml version='1.0' encoding='latin-1'?>" + KOREAN).encode(),
        ("<?xml version='1.0' encoding='UTF-16'?>" + KOREAN).encode(),
        KOREAN.encode("cp949"),
    ],
)
def test_the_text_is_the_same_in_every_encoding(data: bytes) -> None:
    if b"latin-1" in data:  # it lies, but every byte is a letter of Latin-1
        assert parse_xml(data).text != ""
        return
    assert parse_xml(data).text == "한글과 漢字"


def test_bytes_that_are_no_text_are_said_to_be_none() -> None:
    with pytest.raises(Undecodable):
        decode(b"\xff\xff\xff\xfe\x00\xd8")
    with pytest.raises(Undecodable):
        decode(b"<?xml version='1.0' encoding='utf-8'?><a>\xff</a>")


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', "xml-entities"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "xml-entities"),
        ('<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]><a/>', "xml-entities"),
        ("<a><b></a>", "bad-xml"),
        ("", "bad-xml"),
        ("<a>&unheard;</a>", "bad-xml"),
        ("<a>" * 5000 + "</a>" * 5000, "too-deep"),
    ],
)
def test_hostile_and_broken_documents_are_refused(source: str, code: str) -> None:
    with pytest.raises(BadXml) as refused:
        parse_xml(source.encode())

    assert refused.value.code == code


def test_a_document_type_without_entities_and_named_characters_of_html_are_read() -> None:
    source = '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd">\n<a>x&nbsp;&eacute;&amp;&lt;</a>'

    assert parse_xml(source.encode()).text == "x\xa0é&<"


def test_elements_know_their_line() -> None:
    root = parse_xml(b"<?xml version='1.0'?>\n<a>\n  <b/>\n</a>")

    assert [node.line for node in root.children] == [3]
