"""How a row of the access matrix is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sro.access import Role

C, T, K, P = Role.CASEWORKER, Role.TEAM_LEAD, Role.CONTROLLER, Role.PLANNER
S, L, A, D = Role.PROVIDER_STAFF, Role.PROVIDER_LEAD, Role.ADMINISTRATOR, Role.AUDITOR
OUTSIDER = "outsider"
ROLES = tuple(Role)
OFFICE = (C, T, K, P)
PROVIDER = (S, L)
# Who sees how money is divided, and who only what was decided about it.
BUDGET = (T, K, P, A)
DECIDED = (T, P)


@dataclass(frozen=True)
class Row:
    """A route, what it points at, how it is asked, and the status each role gets.

    `expected` names roles by status; everybody else gets `otherwise`. Without a login the answer
    is `anonymous`: mostly the way to the login.
    """

    route: str
    target: dict[str, Any]
    expected: dict[int, tuple[Role | str, ...]]
    otherwise: int
    anonymous: int = 302
    method: str = "get"
    data: dict[str, Any] = field(default_factory=dict)
    note: str = ""

    def status_for(self, role: Role | str) -> int:
        """Return the status that belongs to a role."""
        for status, roles in self.expected.items():
            if role in roles:
                return status
        return self.otherwise

    @property
    def name(self) -> str:
        """The row's name in test reports."""
        return f"{self.route}{f'#{self.note}' if self.note else ''}"


def row(
    route: str,
    *,
    ok: Iterable[Role | str] = (),
    seen: Iterable[Role | str] | None = None,
    status: int = 200,
    method: str = "get",
    anonymous: int = 302,
    data: dict[str, Any] | None = None,
    note: str = "",
    **target: Any,
) -> Row:
    """Write a row: `ok` may do it, the others who `seen` the object get 403, the rest 404.

    Without `seen` there is no object to hide: everybody else gets 403.
    """
    allowed = tuple(ok)
    expected = {status: allowed}
    otherwise = 403
    if seen is not None:
        expected[403] = tuple(role for role in seen if role not in allowed)
        otherwise = 404
    return Row(route, target, expected, otherwise, anonymous, method, data or {}, note)


def everybody(route: str, status: int = 200, **more: Any) -> Row:
    """Write a row that treats all who are logged in alike, whatever their role."""
    return row(route, ok=(*ROLES, OUTSIDER), status=status, **more)


def work(route: str, *, ok: Iterable[Role | str] = (C, T), **more: Any) -> list[Row]:
    """Write the rows of a page of `case`: for who works on it; not of a colleague's, not abroad.

    `more` names further arguments of the address besides `pk`; they belong to world.case.
    """
    own = row(route, ok=ok, seen=(C, T), pk="case", **more)
    plain = {name: value for name, value in more.items() if name not in ("note", "status")}
    if set(plain) - {"method", "data", "anonymous"}:
        return [own]
    # The team lead works on all cases of the district, the caseworker not on a colleague's.
    leads = tuple(role for role in ok if role != C)
    status = {"status": more["status"]} if "status" in more else {}
    return [
        own,
        row(route, ok=leads, seen=(C, T), pk="colleague_case", note="colleague", **plain, **status),
        row(route, seen=(), pk="foreign_case", note="foreign", **plain),
    ]
