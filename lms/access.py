"""Who may do what: one table of pure rules, `(actor, scope) → bool`.

An `Actor` is a person's grants; a `Scope` says where a thing belongs and whose
it is. Every model that a view loads has a property `scope`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is, somewhere."""

    ADMIN = "admin"
    OPERATOR = "operator"
    PARTNER_MANAGER = "partner_manager"
    INSTRUCTOR = "instructor"
    MENTOR = "mentor"
    TRAINEE = "trainee"


class ScopeKind(StrEnum):
    """Where a role holds; a city-wide grant has no id."""

    CITY = "city"
    CAMPUS = "campus"
    ORGANISATION = "organisation"
    COHORT = "cohort"
    COURSE_RUN = "course_run"
    PROJECT = "project"


ROLE_SCOPES: dict[Role, frozenset[ScopeKind]] = {
    Role.ADMIN: frozenset({ScopeKind.CITY}),
    Role.OPERATOR: frozenset({ScopeKind.CITY, ScopeKind.CAMPUS}),
    Role.PARTNER_MANAGER: frozenset({ScopeKind.ORGANISATION}),
    Role.INSTRUCTOR: frozenset({ScopeKind.COHORT, ScopeKind.COURSE_RUN}),
    Role.MENTOR: frozenset({ScopeKind.PROJECT}),
    Role.TRAINEE: frozenset({ScopeKind.COHORT}),
}


@dataclass(frozen=True)
class Grant:
    """One role in one scope; `scope_id` is None for the whole city."""

    role: Role
    scope_kind: ScopeKind
    scope_id: int | None


@dataclass(frozen=True)
class Actor:
    """A person as far as permissions go; `user_id` None is someone not logged in."""

    user_id: int | None
    grants: frozenset[Grant] = frozenset()

    def has(self, role: Role, kind: ScopeKind, scope_id: int | None) -> bool:
        """Whether exactly this grant is held."""
        return Grant(role, kind, scope_id) in self.grants

    def has_role(self, role: Role) -> bool:
        """Whether the role is held anywhere."""
        return any(grant.role is role for grant in self.grants)

    def scope_ids(self, role: Role, kind: ScopeKind) -> frozenset[int]:
        """The ids of all scopes of this kind where the role is held."""
        return frozenset(
            grant.scope_id
            for grant in self.grants
            if grant.role is role and grant.scope_kind is kind and grant.scope_id is not None
        )


ANONYMOUS = Actor(None)


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Where a thing belongs and whose it is; what does not apply is None."""

    owner_id: int | None = None
    co_owner_ids: frozenset[int] = frozenset()
    """Whose a thing is that several people made together."""
    course_run_id: int | None = None
    cohort_id: int | None = None
    campus_id: int | None = None
    organisation_id: int | None = None
    project_id: int | None = None
    places: frozenset["Scope"] = frozenset()
    """Where a thing that belongs to nobody alone is used: a course in its runs."""


CITY = Scope()


class Permission(StrEnum):
    """Everything that can be asked of the LMS, as `resource:action`."""

    ACCOUNT_USE = "account:use"
    ACCOUNT_CHANGE = "account:change"
    RUN_VIEW = "run:view"
    RUN_STUDY = "run:study"
    RUN_TEACH = "run:teach"
    SUBMISSION_VIEW = "submission:view"
    SUBMISSION_QUESTION = "submission:question"
    ATTEMPT_VIEW = "attempt:view"
    ATTEMPT_CHANGE = "attempt:change"
    GRADE_VIEW = "grade:view"
    COHORT_VIEW = "cohort:view"
    COHORT_MANAGE = "cohort:manage"
    CAMPUS_VIEW = "campus:view"
    CAMPUS_MANAGE = "campus:manage"
    PROJECT_VIEW = "project:view"
    COURSE_EDIT = "course:edit"
    PROJECT_WORK = "project:work"
    PROJECT_REVIEW = "project:review"
    ANNOUNCE = "announcement:write"
    OPERATE = "operate:use"
    CITY_OPERATE = "city:operate"
    PEOPLE_MANAGE = "people:manage"
    ADMINISTER = "system:administer"


Rule = Callable[[Actor, Scope], bool]


def is_logged_in(actor: Actor, _scope: Scope) -> bool:
    """Anyone with an account."""
    return actor.user_id is not None


def is_admin(actor: Actor, _scope: Scope) -> bool:
    """An administrator of the whole installation."""
    return actor.has(Role.ADMIN, ScopeKind.CITY, None)


def owns(actor: Actor, scope: Scope) -> bool:
    """The person the thing belongs to, or one of several."""
    if actor.user_id is None:
        return False
    return scope.owner_id == actor.user_id or actor.user_id in scope.co_owner_ids


def operates_city(actor: Actor, scope: Scope) -> bool:
    """An operator of the whole city."""
    return actor.has(Role.OPERATOR, ScopeKind.CITY, None) or is_admin(actor, scope)


def operates(actor: Actor, scope: Scope) -> bool:
    """An operator of the thing's campus or of the whole city."""
    on_campus = scope.campus_id is not None and actor.has(
        Role.OPERATOR, ScopeKind.CAMPUS, scope.campus_id
    )
    return on_campus or operates_city(actor, scope)


def operates_somewhere(actor: Actor, scope: Scope) -> bool:
    """An operator of any campus or of the city."""
    return actor.has_role(Role.OPERATOR) or is_admin(actor, scope)


def studies(actor: Actor, scope: Scope) -> bool:
    """A trainee of the thing's cohort."""
    return scope.cohort_id is not None and actor.has(
        Role.TRAINEE, ScopeKind.COHORT, scope.cohort_id
    )


def teaches(actor: Actor, scope: Scope) -> bool:
    """An instructor of the thing's course run or of its whole cohort."""
    of_run = scope.course_run_id is not None and actor.has(
        Role.INSTRUCTOR, ScopeKind.COURSE_RUN, scope.course_run_id
    )
    of_cohort = scope.cohort_id is not None and actor.has(
        Role.INSTRUCTOR, ScopeKind.COHORT, scope.cohort_id
    )
    return of_run or of_cohort


def mentors(actor: Actor, scope: Scope) -> bool:
    """A mentor of the thing's project."""
    return scope.project_id is not None and actor.has(
        Role.MENTOR, ScopeKind.PROJECT, scope.project_id
    )


def announces(actor: Actor, scope: Scope) -> bool:
    """An instructor to a course run, an operator to any place they operate."""
    return operates(actor, scope) or (scope.course_run_id is not None and teaches(actor, scope))


def edits_course(actor: Actor, scope: Scope) -> bool:
    """Who operates the city or every campus where the course runs, and whoever teaches it."""
    is_taught = any(teaches(actor, place) for place in scope.places)
    is_operated = all(operates(actor, place) for place in scope.places)
    return operates_city(actor, scope) or is_taught or (bool(scope.places) and is_operated)


def any_of(*rules: Rule) -> Rule:
    """The rule that holds when one of these holds."""
    return lambda actor, scope: any(rule(actor, scope) for rule in rules)


RULES: dict[Permission, Rule] = {
    Permission.ACCOUNT_USE: is_logged_in,
    Permission.ACCOUNT_CHANGE: owns,
    Permission.RUN_VIEW: any_of(studies, teaches, operates),
    Permission.RUN_STUDY: studies,
    Permission.RUN_TEACH: any_of(teaches, operates),
    Permission.SUBMISSION_VIEW: any_of(owns, teaches, operates),
    Permission.SUBMISSION_QUESTION: owns,
    Permission.ATTEMPT_VIEW: any_of(owns, teaches, operates),
    Permission.ATTEMPT_CHANGE: owns,
    Permission.GRADE_VIEW: any_of(owns, teaches, operates),
    Permission.COHORT_VIEW: any_of(studies, teaches, operates),
    Permission.COHORT_MANAGE: operates,
    Permission.CAMPUS_VIEW: operates,
    Permission.CAMPUS_MANAGE: operates,
    Permission.PROJECT_VIEW: any_of(studies, mentors, teaches, operates),
    Permission.PROJECT_WORK: studies,
    Permission.PROJECT_REVIEW: any_of(mentors, teaches, operates),
    Permission.COURSE_EDIT: edits_course,
    Permission.ANNOUNCE: announces,
    Permission.OPERATE: operates_somewhere,
    Permission.CITY_OPERATE: operates_city,
    Permission.PEOPLE_MANAGE: operates_somewhere,
    Permission.ADMINISTER: is_admin,
}


def may(actor: Actor, permission: Permission, scope: Scope = CITY) -> bool:
    """Whether the actor may do this to what lies in the scope."""
    return RULES[permission](actor, scope)
