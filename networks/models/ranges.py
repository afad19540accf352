"""Half-open spans of days in constraints: no two rows of the same thing may overlap in time.

PostgreSQL compares ranges in a GiST index without any extension, plain values it does not.
So a plain value becomes the range that holds just itself.
"""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db.models import BigIntegerField, F, Func, Q, Value


def span(start: str = "valid_from", end: str = "valid_until") -> Func:
    """Return the days `[start, end)` of a row; no end means until further notice."""
    return Func(F(start), F(end), function="daterange", output_field=DateRangeField())


def just(value: str | Func) -> Func:
    """Return the range that holds only this whole number.

    `value` is a field (a foreign key by its name, not its column: validation in Python puts the
    new row's value in its place only then) or an expression.
    """
    expression = F(value) if isinstance(value, str) else value
    return Func(
        expression,
        expression,
        Value("[]"),
        function="int8range",
        output_field=BigIntegerRangeField(),
    )


def text_number(field: str) -> Func:
    """Return a text as a number of 63 bits; two texts share one less often than disks fail."""
    return Func(
        F(field),
        template="(hashtextextended(%(expressions)s, 0) / 2)",
        output_field=BigIntegerField(),
    )


def no_overlap(
    name: str, *same: str | Func, message: object, condition: Q | None = None
) -> ExclusionConstraint:
    """Return the constraint: rows that are the `same` in these values share no day."""
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((just(each), RangeOperators.OVERLAPS) for each in same),
            (span(), RangeOperators.OVERLAPS),
        ],
        condition=condition,
        violation_error_message=message,
    )
