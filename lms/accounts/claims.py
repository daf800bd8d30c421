"""What the provider tells clients about a person."""

from lms.access import ScopeKind
from lms.accounts.models import RoleGrant, User


def claims_of(user: User, scope: str) -> dict[str, object]:
    """The claims that the granted scopes allow; `preferred_username` is the name on the Hub."""
    granted = scope.split()
    claims: dict[str, object] = {"sub": user.hub_name}
    if "profile" in granted:
        claims |= {
            "preferred_username": user.hub_name,
            "name": user.name,
            "locale": user.locale,
            "groups": groups_of(user),
        }
    if "email" in granted:
        claims["email"] = user.email
    return claims


def groups_of(user: User) -> list[str]:
    """The person's roles as group names: `admin`, `trainee-cohort-3`, `instructor-course_run-5`."""
    return sorted({_group_of(grant) for grant in user.role_grants})


def _group_of(grant: RoleGrant) -> str:
    if grant.scope_kind is ScopeKind.CITY:
        return str(grant.role)
    return f"{grant.role}-{grant.scope_kind}-{grant.scope_id}"
