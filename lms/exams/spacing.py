"""When an item comes back: the library of FSRS, loaded when somebody practises."""

from datetime import datetime
from typing import Any

from lms.loading import loaded


def next_card(
    state: dict[str, Any] | None, card_id: int, rating: int, *, at: datetime
) -> tuple[dict[str, Any], datetime]:
    """The card's new state and when it is due; `rating` from 1 (again) to 4 (easy).

    Without fuzz, so that the same answers give the same days.
    """
    cards, ratings = loaded("fsrs:Card"), loaded("fsrs:Rating")
    card = cards(card_id=card_id, due=at) if state is None else cards.from_dict(state)
    scheduler = loaded("fsrs:Scheduler")(enable_fuzzing=False)
    card, _log = scheduler.review_card(card, ratings(rating), review_datetime=at)
    return dict(card.to_dict()), card.due
