"""`lms search rebuild`: everything that can be found is put into the index anew."""

import click
from sqlalchemy import delete, select

from lms.announcements.models import Announcement
from lms.announcements.services import make_findable
from lms.catalog.queries import published_courses
from lms.commands import in_app
from lms.db import transaction
from lms.index.models import IndexedDocument, KnownWord, Posting, Shelf
from lms.publishing.searchable import make_searchable


@click.group()
def search() -> None:
    """The search index."""


@search.command()
@in_app
def rebuild() -> None:
    """Empty the search index and fill it from what is published and announced."""
    with transaction() as session:
        for table in (Posting, IndexedDocument, Shelf, KnownWord):
            session.execute(delete(table))
        courses = published_courses(session)
        for course in courses:
            make_searchable(session, course)
        announcements = list(session.scalars(select(Announcement).order_by(Announcement.id)))
        for announcement in announcements:
            make_findable(session, announcement)
    click.echo(f"{len(courses)} courses and {len(announcements)} announcements can be found")
