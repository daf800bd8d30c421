"""The quizzes of a lesson as one reader sees them: no key and no rationale before an answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessments import explain, form_of, is_marked_by_people, item_from, present
from assessments.model import FormItem, Item, WrongShape
from lms import db
from lms.access import Scope
from lms.catalog.models import LessonQuiz
from lms.catalog.queries import is_name, quizzes_of
from lms.catalog.quizzes import UNMARKABLE
from lms.errors import NotFound
from lms.lessons.evidence import QuizAnswer
from lms.lessons.queries import LessonInRun, lesson_to_view

BEST_FIRST = ("right", "partly", "wrong")


@dataclass(frozen=True)
class Standing:
    """All tries of a person at one question: how many, the first, the best, the last."""

    n_tries: int
    first: str
    best: str
    last: QuizAnswer


@dataclass(frozen=True)
class Question:
    """A question as its reader sees it now; `explained` only after an answer."""

    quiz: str
    id: str
    position: int
    shown: Mapping[str, Any]
    standing: Standing | None = None
    explained: Mapping[str, Any] | None = None
    problem: str = ""
    given: object = None

    @property
    def anchor(self) -> str:
        """The id of its element in the page."""
        return f"quiz-{self.quiz}-{self.id}"

    @property
    def is_markable(self) -> bool:
        """Whether it has a key."""
        return bool(self.shown["type"] != UNMARKABLE)

    @property
    def is_counted(self) -> bool:
        """Whether an answer to it is right or wrong."""
        return _is_counted(self.shown)


@dataclass(frozen=True)
class ShownQuiz:
    """A quiz as its reader sees it now."""

    key: str
    title: str
    questions: tuple[Question, ...]

    @property
    def n_markable(self) -> int:
        """How many questions have answers that are right or wrong."""
        return sum(each.is_counted for each in self.questions)

    @property
    def n_right(self) -> int:
        """How many questions were answered rightly at least once."""
        return sum(
            each.standing is not None and each.standing.best == "right" for each in self.questions
        )


@dataclass(frozen=True)
class QuestionInLesson:
    """A question at its place, with its key; for marking."""

    found: LessonInRun
    quiz: LessonQuiz
    item_key: str

    @property
    def scope(self) -> Scope:
        """A question belongs to the run of its lesson."""
        return self.found.scope

    @property
    def item(self) -> Item:
        """The question in the quiz's first language: keys are the same in all; raises NotFound."""
        for each in _questions(self.quiz, ""):
            if each["id"] == self.item_key and each["type"] != UNMARKABLE:
                return item_from(each)
        raise NotFound

    @property
    def form(self) -> FormItem:
        """The labels under which the page shows the options."""
        return _form(self.quiz, self.item)


def question_to_answer(
    run_id: int, lesson_key: str, quiz_key: str, item_key: str
) -> QuestionInLesson:
    """The question with these keys; raises NotFound. For `guarded(load=…)`."""
    found = lesson_to_view(run_id, lesson_key)
    if not is_name(quiz_key):
        raise NotFound
    for quiz in quizzes_of(db.session(), found.revision.id, found.lesson.key):
        if quiz.key == quiz_key:
            return QuestionInLesson(found, quiz, item_key)
    raise NotFound


def shown_quizzes(
    session: Session,
    user_id: int,
    found: LessonInRun,
    language: str,
    *,
    again: str = "",
    problem: str = "",
) -> dict[str, ShownQuiz]:
    """Every quiz of the lesson by key; the question `again` (`quiz/item`) is asked anew."""
    quizzes = quizzes_of(session, found.revision.id, found.lesson.key)
    if not quizzes:
        return {}
    standings = standings_in(session, user_id, found.run.id, found.lesson.key)
    return {quiz.key: _shown(quiz, standings, language, again, problem) for quiz in quizzes}


def shown_question(
    session: Session,
    user_id: int,
    asked: QuestionInLesson,
    language: str,
    *,
    is_again: bool,
    problem: str = "",
    given: object = None,
) -> Question:
    """One question as its reader sees it now, with what was `given` where it is asked anew.

    Raises NotFound for one that cannot be answered.
    """
    found, quiz = asked.found, asked.quiz
    standings = standings_in(session, user_id, found.run.id, found.lesson.key)
    again = f"{quiz.key}/{asked.item_key}" if is_again else ""
    for question in _shown(quiz, standings, language, again, problem).questions:
        if question.id == asked.item_key:
            return replace(question, given=given)
    raise NotFound


def standings_in(
    session: Session, user_id: int, run_id: int, lesson_key: str
) -> dict[tuple[str, str], Standing]:
    """A person's standing at every question of a lesson that they answered, by quiz and item."""
    query = (
        select(QuizAnswer)
        .where(
            QuizAnswer.user_id == user_id,
            QuizAnswer.run_id == run_id,
            QuizAnswer.lesson_key == lesson_key,
        )
        .order_by(QuizAnswer.number)
    )
    tries: dict[tuple[str, str], list[QuizAnswer]] = {}
    for answer in session.scalars(query):
        tries.setdefault((answer.quiz_key, answer.item_key), []).append(answer)
    return {place: _standing(each) for place, each in tries.items()}


def markable(quiz: LessonQuiz) -> set[tuple[str, str]]:
    """Quiz and item keys of the questions that have a key, the same in all languages."""
    return {(quiz.key, each["id"]) for each in _questions(quiz, "") if _is_counted(each)}


def _is_counted(shown: Mapping[str, Any]) -> bool:
    return shown["type"] != UNMARKABLE and not is_marked_by_people(shown["type"])


def is_all_right(session: Session, user_id: int, found: LessonInRun) -> bool:
    """Whether the lesson has questions, and the person answered each rightly at least once."""
    quizzes = quizzes_of(session, found.revision.id, found.lesson.key)
    asked = {place for quiz in quizzes for place in markable(quiz)}
    standings = standings_in(session, user_id, found.run.id, found.lesson.key)
    return bool(asked) and all(
        place in standings and standings[place].best == "right" for place in asked
    )


def _standing(tries: Sequence[QuizAnswer]) -> Standing:
    outcomes = [each.outcome for each in tries]
    best = next((one for one in BEST_FIRST if one in outcomes), outcomes[0])
    return Standing(len(tries), outcomes[0], best, tries[-1])


def _shown(
    quiz: LessonQuiz,
    standings: Mapping[tuple[str, str], Standing],
    language: str,
    again: str,
    problem: str,
) -> ShownQuiz:
    languages = quiz.content["languages"]
    spoken = language if language in languages else next(iter(languages))
    questions = []
    for position, stored in enumerate(_questions(quiz, spoken), 1):
        place = f"{quiz.key}/{stored['id']}"
        standing = standings.get((quiz.key, stored["id"]))
        question = _question(quiz, stored, position, spoken, standing, is_again=place == again)
        questions.append(question)
        if place == again and problem:
            questions[-1] = _with_problem(question, problem)
    return ShownQuiz(quiz.key, languages[spoken]["title"], tuple(questions))


def _question(
    quiz: LessonQuiz,
    stored: Mapping[str, Any],
    position: int,
    language: str,
    standing: Standing | None,
    *,
    is_again: bool,
) -> Question:
    if stored["type"] == UNMARKABLE:
        return Question(quiz.key, stored["id"], position, stored)
    item = item_from(stored)
    labels = _form(quiz, item).labels
    shown = present(item, labels, language)
    explained = None
    if standing is not None and not is_again:
        try:
            explained = explain(item, standing.last.value, labels, language)
        except WrongShape:
            # the author changed the options since: it is a question to answer anew
            explained = None
    return Question(quiz.key, item.id, position, shown, standing, explained)


def _with_problem(question: Question, problem: str) -> Question:
    return replace(question, explained=None, problem=problem)


def _questions(quiz: LessonQuiz, language: str) -> Iterable[Mapping[str, Any]]:
    languages = quiz.content["languages"]
    chosen = languages.get(language) or next(iter(languages.values()))
    found: list[Mapping[str, Any]] = chosen["questions"]
    return found


def _form(quiz: LessonQuiz, item: Item) -> FormItem:
    return form_of(item, f"{quiz.lesson_key}/{quiz.key}", shuffles=quiz.content["shuffles"])


def quizzes_to_print(
    session: Session, revision_id: int, languages: Mapping[str, str]
) -> dict[str, list[ShownQuiz]]:
    """The quizzes of lessons as to someone who has answered nothing, by lesson, in one query.

    `languages` says for each lesson's key in which language.
    """
    found: dict[str, list[ShownQuiz]] = {}
    query = select(LessonQuiz).where(LessonQuiz.revision_id == revision_id)
    for quiz in session.scalars(query.order_by(LessonQuiz.position)):
        spoken = languages.get(quiz.lesson_key)
        if spoken is not None:
            found.setdefault(quiz.lesson_key, []).append(_shown(quiz, {}, spoken, "", ""))
    return found
