"""Difference in level and in trend: a difference-in-differences of interrupted series.

For area i in quarter t, with the mean μ of a count and its base n (a rate) or of a share p:

    log(μ / n)  or  logit(p)  =  α_i + λ_t + θ·G_i·t + δ·D_it + γ·D_it·(t − s_i)

α_i is the area's own level, λ_t what each quarter brought to all areas, G_i is 1 in the group,
D_it is 1 from the first full quarter s_i of networked work on. θ: how the group's trend differed
before; δ: by how much the level changed at the beginning; γ: by how much the trend changed then.
docs/evaluation.md says why, and from where.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, isfinite, log
from typing import Any

from reporting.evaluation.funnel import Chance
from reporting.evaluation.panel import Lack, Observation, Panel

CONFIDENCE = 0.95
LARGEST = 5.0
"""A coefficient beyond this (a factor of 150) comes from empty cells and not from people."""
NO_SPREAD = 1e-6


@dataclass(frozen=True, slots=True)
class Effect:
    """A difference with its interval, on the scale of the model (logarithms)."""

    value: float
    low: float
    high: float

    @property
    def certain(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0

    def relative(self) -> Effect:
        """Return the effect on a rate as a share more or less: −0.05 is 5 % less."""
        return Effect(*(exp(each) - 1 for each in (self.value, self.low, self.high)))

    def points(self, reference: float) -> Effect:
        """Return the effect on a share that would otherwise be `reference`, as a difference."""
        start = log(reference / (1 - reference))
        shares = [1 / (1 + exp(-(start + each))) for each in (self.value, self.low, self.high)]
        return Effect(*(each - reference for each in shares))


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the calculation says. `before` is θ, `level` δ, `trend` γ (each for a quarter)."""

    chance: Chance
    before: Effect
    level: Effect
    trend: Effect
    reference: float
    """Rate or share of the group after the beginning, had nothing changed."""
    dispersion: float
    """How many times more single values vary than by chance alone."""
    freedom: int
    """Degrees of freedom of the intervals."""

    def shown(self, effect: Effect) -> Effect:
        """Return an effect as people read it: as a share of a rate, or in points of a share."""
        if self.chance is Chance.POISSON:
            return effect.relative()
        return effect.points(self.reference)


def estimate(panel: Panel, chance: Chance) -> Estimate | Lack:
    """Return the differences with their intervals, or why there are none."""
    if panel.lack is not None:
        return panel.lack
    import numpy as np
    from scipy.stats import t as student

    design = _design(panel.rows)
    fit = _fit(panel.rows, design, chance)
    if isinstance(fit, Lack):
        return fit
    names = design.columns
    freedom = min(panel.areas(treated=True), panel.areas(treated=False)) - 1
    width = float(student.ppf((1 + CONFIDENCE) / 2, freedom))

    def effect(name: str) -> Effect:
        place = names.index(name)
        value, error = float(fit.params[place]), float(fit.bse[place])
        return Effect(value, value - width * error, value + width * error)

    found = [effect(name) for name in ("before", "level", "trend")]
    if not all(isfinite(bound) for each in found for bound in (each.value, each.low, each.high)):
        return Lack.UNSTABLE
    if any(abs(each.value) > LARGEST for each in found):
        return Lack.UNSTABLE
    if any(each.high - each.low < NO_SPREAD for each in found):
        return Lack.NO_SPREAD
    after = np.array([row.after for row in panel.rows])
    base = np.array([row.base for row in panel.rows])[after]
    eta = (design.matrix[after] @ fit.params) - (
        design.matrix[after][:, [names.index("level"), names.index("trend")]]
        @ np.array([found[1].value, found[2].value])
    )
    rates = np.exp(eta) if chance is Chance.POISSON else 1 / (1 + np.exp(-eta))
    return Estimate(
        chance,
        *found,
        reference=float((rates * base).sum() / base.sum()),
        dispersion=float(fit.pearson_chi2 / fit.df_resid),
        freedom=freedom,
    )


@dataclass(frozen=True, slots=True)
class _Design:
    matrix: Any
    columns: list[str]


def _design(rows: Sequence[Observation]) -> _Design:
    """Return the columns: one for each area, one for each quarter but the first, the effects."""
    import numpy as np

    areas = sorted({row.area for row in rows})
    quarters = sorted({row.quarter for row in rows})
    place = {area: number for number, area in enumerate(areas)}
    column = {q: len(areas) + n for n, q in enumerate(quarters[1:])}
    first, width = quarters[0], len(areas) + len(quarters) - 1
    matrix = np.zeros((len(rows), width + 3))
    for number, row in enumerate(rows):
        matrix[number, place[row.area]] = 1
        if row.quarter in column:
            matrix[number, column[row.quarter]] = 1
        matrix[number, width:] = (
            (row.quarter - first) * row.treated,
            row.after,
            row.quarters_since,
        )
    names = [f"area {a}" for a in areas] + [f"quarter {q}" for q in quarters[1:]]
    return _Design(matrix, [*names, "before", "level", "trend"])


def _fit(rows: Sequence[Observation], design: _Design, chance: Chance) -> Any:
    """Return the fit with errors that allow for areas varying in ways of their own, or a lack."""
    import numpy as np
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationError, PerfectSeparationWarning

    # statsmodels would fill a gap in rank silently with a pseudo-inverse.
    if np.linalg.matrix_rank(design.matrix) < design.matrix.shape[1]:
        return Lack.UNSTABLE
    count = np.array([row.count for row in rows], dtype=float)
    base = np.array([row.base for row in rows], dtype=float)
    more: dict[str, Any] = {}
    if chance is Chance.POISSON:
        outcome, more["offset"], family = count, np.log(base), families.Poisson()
    else:
        outcome, family = np.column_stack([count, base - count]), families.Binomial()
    with warnings.catch_warnings():
        # Each of them says that the numbers must not be trusted.
        warnings.simplefilter("error", RuntimeWarning)
        warnings.filterwarnings("error", module="statsmodels")
        try:
            fit = GLM(outcome, design.matrix, family=family, **more).fit(
                maxiter=100,
                cov_type="cluster",
                cov_kwds={"groups": np.array([row.area for row in rows])},
            )
        except (PerfectSeparationError, PerfectSeparationWarning):
            return Lack.NO_SPREAD
        except (np.linalg.LinAlgError, Warning, ValueError):
            return Lack.UNSTABLE
    return fit if fit.converged else Lack.UNSTABLE
