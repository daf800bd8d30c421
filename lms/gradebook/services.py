"""What is kept of reading a gradebook: who took a copy away."""

from datetime import datetime

from sqlalchemy.orm import Session

from lms import audit


def record_download(
    session: Session,
    subject: tuple[str, int],
    *,
    n_trainees: int,
    by_id: int,
    address: str | None,
    at: datetime,
) -> None:
    """Keep that the grades of this run or cohort left the system, and of how many people."""
    audit.record(
        session,
        "gradebook.download",
        actor_id=by_id,
        subject=subject,
        at=at,
        address=address,
        n_trainees=n_trainees,
    )
