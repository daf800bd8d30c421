"""`lms users`: people from the command line."""

import json

import click

from lms import clock, db
from lms.access import Grant, Role, ScopeKind
from lms.accounts import services
from lms.accounts.models import User
from lms.accounts.passwords import weakness_of
from lms.accounts.queries import all_users, user_by_email
from lms.commands import in_app
from lms.errors import LmsError


@click.group()
def users() -> None:
    """People and their roles."""


@users.command("create")
@click.argument("email")
@click.argument("name")
@click.option("--password", prompt=False, help="Without it the person sets one by the reset mail.")
@click.option("--admin", is_flag=True, help="Let the person administer the installation.")
@in_app
def create(email: str, name: str, password: str | None, admin: bool) -> None:
    """Add one person."""
    _refuse_weak(password, email, name)
    try:
        with db.transaction() as session:
            user = services.create_user(
                session, email=email, name=name, password=password, at=clock.now()
            )
            if admin:
                grant = Grant(Role.ADMIN, ScopeKind.CITY, None)
                services.grant_role(session, user, grant, at=clock.now())
    except services.EmailTaken as error:
        raise click.ClickException(f"{email} has an account already") from error
    print(f"{user.hub_name}  {user.email}")


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON array instead of a table.")
@in_app
def list_users(as_json: bool) -> None:
    """Everyone with an account."""
    people = [_facts(user) for user in all_users(db.session())]
    if as_json:
        print(json.dumps(people, ensure_ascii=False, indent=2))
        return
    for person in people:
        state = "" if person["enabled"] else "  (stopped)"
        print(f"{person['id']}  {person['email']}  {person['name']}  {person['roles']}{state}")


@users.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice([str(role) for role in Role]))
@click.argument("scope", default="city")
@in_app
def grant(email: str, role: str, scope: str) -> None:
    """Give a role: `lms users grant ann@example.org instructor cohort:3`."""
    kind, _, number = scope.partition(":")
    if kind not in set(ScopeKind) or not (number.isdecimal() or (kind == "city" and not number)):
        raise click.ClickException(f"'{scope}' is no scope such as cohort:3, campus:1 or city")
    wanted = Grant(Role(role), ScopeKind(kind), int(number) if number else None)
    try:
        with db.transaction() as session:
            user = user_by_email(session, email)
            if user is None:
                raise click.ClickException(f"nobody has the address {email}")
            services.grant_role(session, user, wanted, at=clock.now())
    except LmsError as error:
        raise click.ClickException(error.reason) from error
    print(f"{user.email}: {role} in {scope}")


def _refuse_weak(password: str | None, email: str, name: str) -> None:
    if password is None:
        return
    weakness = weakness_of(password, email=email, name=name)
    if weakness:
        raise click.ClickException(weakness)


def _facts(user: User) -> dict[str, object]:
    roles = [
        f"{grant.role}@{grant.scope_kind}{f':{grant.scope_id}' if grant.scope_id else ''}"
        for grant in user.role_grants
    ]
    return {
        "id": user.hub_name,
        "email": user.email,
        "name": user.name,
        "enabled": user.is_enabled,
        "roles": ", ".join(sorted(roles)) or "-",
    }
