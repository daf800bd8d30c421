"""What is read off a sanitised page: its ids, its pictures, its words."""

from courses.markup.sanitize import plain_text, sanitize
from courses.markup.structure import PageParts


def test_ids_are_counted_and_read_as_a_browser_reads_them():
    html = sanitize('<p id="a&amp;b">x</p><h2 id="twice">y</h2><a id=twice title="<i id=no>">z</a>')

    assert PageParts(html).ids == {"a&b": 1, "twice": 2}


def test_what_stands_in_code_is_no_element():
    html = sanitize('<pre><code>&lt;p id="no"&gt; id="no" &lt;img src="x.png"&gt;</code></pre>')
    parts = PageParts(html)

    assert not parts.ids
    assert not parts.without_alt


def test_a_picture_without_words_is_named_by_its_source():
    html = sanitize('<img src="a&amp;b.png"><img src="c.png" alt=" "><img src="d.png" alt="d">')

    assert PageParts(html).without_alt == ["a&b.png", "c.png"]


def test_the_words_of_a_page_hold_no_markup_and_no_formula():
    html = sanitize(
        '<p title="a > b">1 &lt; 2 &amp;amp; <b>bold</b></p>'
        "<math><mi>x</mi><mtext>if <math><mi>y</mi></math> so</mtext></math> after"
    )

    assert plain_text(html) == "1 < 2 &amp; bold after"
