"""Random inputs of a calculation, rich in ties, zeros and awkward fractions."""

from fractions import Fraction

from hypothesis import strategies as st

from budgets.allocation import AllocationInputs, Indicator

UNITS = ("01", "02", "03", "10", "b", "ä")

totals = st.one_of(st.integers(0, 60), st.integers(0, 10**12))
shares = st.one_of(
    st.sampled_from([Fraction(0), Fraction(1), Fraction(1, 2), Fraction(3, 5)]),
    st.fractions(0, 1, max_denominator=1000),
)
weights = st.one_of(st.integers(0, 3), st.fractions(0, 3, max_denominator=12))
values = st.one_of(
    st.integers(0, 4),
    st.integers(0, 10**6),
    st.fractions(0, 100, max_denominator=20),
)
positive_values = st.one_of(st.integers(1, 4), st.fractions(Fraction(1, 10), 1000))


def per_unit(units, strategy):
    return st.fixed_dictionaries(dict.fromkeys(units, strategy))


@st.composite
def indicators(draw, units, code, methods=("proportional", "inverse", "range_weighted")):
    method = draw(st.sampled_from(methods))
    return Indicator(
        code=code,
        weight=draw(weights),
        method=method,
        direction=draw(st.sampled_from(["direct", "inverse"]))
        if method == "range_weighted"
        else "direct",
        values=draw(per_unit(units, positive_values if method == "inverse" else values)),
        base_values=draw(per_unit(units, values)) if method == "range_weighted" else None,
    )


@st.composite
def inputs(draw, *, methods=("proportional", "inverse", "range_weighted"), bounds=False, least=1):
    units = draw(
        st.lists(st.sampled_from(UNITS), min_size=least, max_size=len(UNITS) - 1, unique=True)
    )
    share = draw(shares)
    chosen = [draw(indicators(units, code, methods)) for code in "abcd"[: draw(st.integers(1, 4))]]
    if not any(indicator.weight for indicator in chosen):
        share = Fraction(0)
    outflow = draw(per_unit(units, st.one_of(st.integers(0, 3), st.integers(0, 10**11))))
    total = draw(totals)
    limits = {}
    if bounds:
        # References near the total, so that bounds often bind and often can hold.
        near = st.integers(0, 2 * total // len(units) + 2)
        limits = {
            "floor_percent": draw(st.none() | st.integers(-100, 5)),
            "cap_percent": draw(st.none() | st.integers(5, 120)),
            "reference": draw(per_unit(units, near)),
        }
    return AllocationInputs(
        total=total,
        indicator_share=share,
        units=units,
        indicators=chosen,
        previous_outflow=outflow,
        **limits,
    )
