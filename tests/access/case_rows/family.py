"""Rows of the access matrix: family."""

from tests.access.rows import Row, T, row, work

_PERSON = {"person_pk": "mother"}

ROWS: list[Row] = [
    *work("cases:family"),
    *work("cases:person_new"),
    *work("cases:children_new"),
    *work("cases:person_find"),
    *work("cases:person_similar", method="post", data={"given_name": "Mika"}),
    # From a case one does not work on nobody is taken over; of another district nobody is known.
    *work("cases:person_link", ok=(T,), person_pk="colleague_person"),
    *work("cases:person_link", person_pk="mother", note="from a case of one's own"),
    row("cases:person_link", seen=(), pk="case", person_pk="foreign_person", note="foreign person"),
    *work("cases:person", **_PERSON),
    *work("cases:person_edit", **_PERSON),
    *work("cases:person_remove", **_PERSON),
    *work("cases:contact_new", **_PERSON),
    *work("cases:contact_edit", contact_pk="contact", **_PERSON),
    *work("cases:contact_delete", contact_pk="contact", **_PERSON),
    *work("cases:address_new", **_PERSON),
    *work("cases:address", address_pk="secret_address", **_PERSON),
    *work("cases:address_edit", address_pk="secret_address", **_PERSON),
    *work("cases:address_delete", address_pk="secret_address", **_PERSON),
    *work("cases:relation_new"),
    *work("cases:relation_edit", relation_pk="relation"),
    *work("cases:relation_delete", relation_pk="relation"),
    *work("cases:custody_new"),
    *work("cases:custody_edit", custody_pk="custody"),
    *work("cases:custody_delete", custody_pk="custody"),
    *work("cases:household_new"),
    *work("cases:household_edit", household_pk="household"),
    *work("cases:household_delete", household_pk="household"),
    *work("cases:move_in", household_pk="household"),
    *work("cases:stay_edit", stay_pk="stay"),
    *work("cases:stay_delete", stay_pk="stay"),
]
