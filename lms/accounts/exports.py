"""A person's download of their own data: asked for, made by the worker, kept for a week."""

from datetime import datetime, timedelta

from sqlalchemy import CheckConstraint, ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lms import audit, clock, db, outbox
from lms.access import Scope
from lms.accounts.models import User
from lms.db import Base, UtcDateTime
from lms.errors import Conflict, NotFound

EXPORT_MESSAGE = "accounts.data_export"
KEPT = timedelta(days=7)
PATIENCE = timedelta(days=1)


class ExportUnderWay(Conflict):
    """One download of this person is being made already."""

    code = "export_under_way"


class DataExport(Base):
    """One ZIP of everything that is kept about a person."""

    __tablename__ = "data_exports"
    __table_args__ = (
        CheckConstraint(
            "(ready_at IS NULL) = (blob IS NULL) AND (ready_at IS NULL) = (size IS NULL)",
            name="ready_with_file",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ready_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    blob: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]

    @property
    def scope(self) -> Scope:
        """A download is the person's own."""
        return Scope(owner_id=self.user_id)

    def is_waiting(self, at: datetime) -> bool:
        """Whether the worker can still be expected to make it."""
        return self.ready_at is None and at < self.requested_at + PATIENCE


def ask_for_export(
    session: Session, user: User, *, at: datetime, address: str | None
) -> DataExport:
    """Have the worker make a download; raises ExportUnderWay."""
    db.lock(session, user)
    if any(export.is_waiting(at) for export in exports_of(session, user.id, at=at)):
        raise ExportUnderWay
    export = DataExport(user_id=user.id, requested_at=at, expires_at=at + KEPT)
    session.add(export)
    session.flush()
    _audit(session, "data_export.request", export, at=at, address=address)
    outbox.put(session, EXPORT_MESSAGE, {"export_id": export.id}, at=at)
    return export


def exports_of(session: Session, user_id: int, *, at: datetime) -> list[DataExport]:
    """The person's downloads, the newest first."""
    query = (
        select(DataExport)
        .where(DataExport.user_id == user_id, DataExport.expires_at > at)
        .order_by(DataExport.id.desc())
    )
    return list(session.scalars(query))


def finish_export(export: DataExport, *, blob: str, size: int, at: datetime) -> None:
    """The ZIP is stored and may be fetched for a week."""
    export.blob, export.size = blob, size
    export.ready_at, export.expires_at = at, at + KEPT


def export_to_download(export_id: int) -> DataExport:
    """The finished download with this id; raises NotFound. For `guarded(load=…)`."""
    export = db.session().get(DataExport, export_id)
    if export is None or export.blob is None or export.expires_at <= clock.now():
        raise NotFound
    return export


def note_download(
    session: Session, export: DataExport, *, at: datetime, address: str | None
) -> None:
    """The file has been fetched, and that is on record."""
    _audit(session, "data_export.download", export, at=at, address=address)


def expired_exports(session: Session, *, at: datetime) -> list[DataExport]:
    """Downloads whose week is over."""
    return list(session.scalars(select(DataExport).where(DataExport.expires_at <= at)))


def _audit(
    session: Session, action: str, export: DataExport, *, at: datetime, address: str | None
) -> None:
    audit.record(
        session,
        action,
        actor_id=export.user_id,
        subject=("user", export.user_id),
        at=at,
        address=address,
        export_id=export.id,
    )
