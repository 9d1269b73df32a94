"""The columns of the slot model: what of a post may have to do with its engagement, as numbers with a simple prior.

Every block of effects is scaled so that they have a mean variance of 1 when its coefficients have one; a spread that is
put on a block is then the standard deviation of its effects on the log scale.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.intp]

HOURS, DAYS = 24, 7
WEEKEND = np.array([False] * 5 + [True] * 2)
"""By weekday, Monday first."""
HALF_LIFE_DAYS = 365.0
"""A post of a year ago counts half. Without forgetting, the lift got from 1,000 posts fell from 17.5 to 11.1 %."""

_LEAST_POSTS_FOR_TREND = 15
_KNOT_DAYS = 45.0
_MAX_KNOTS = 40
"""Of all accounts together."""
_FLAT = 1e-6
"""Prior precision of an account's level."""
_HOUR_LENGTH = 0.9
"""Of the periodic kernel: neighbours within some three hours resemble each other."""
_HOUR_ROUGHNESS = 0.15
"""Share of an hour's effect that its neighbours know nothing of."""
_SMOOTH_SHARE = 0.97
"""Of the variance of the hours at weekends that their smooth columns must carry."""


class Block(StrEnum):
    """A group of columns that share a prior."""

    ACCOUNT = "account"
    TREND = "trend"
    TYPE = "type"
    HOUR = "hour"
    DAY = "day"
    WEEKEND_HOUR = "weekend_hour"


NUISANCES = (Block.ACCOUNT, Block.TREND)
"""Have to be got out of the way."""
EFFECTS = (Block.TYPE, Block.HOUR, Block.DAY, Block.WEEKEND_HOUR)
"""Are asked about."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Posts as columns of equal length, one entry for each post."""

    log_engagement: FloatArray
    account: IntArray
    """From 0, without gaps."""
    content_type: IntArray
    """From 0, without gaps."""
    hour: IntArray
    """Local, 0 to 23."""
    weekday: IntArray
    """Local, 0 is Monday."""
    age_days: FloatArray
    """Days before the newest post."""

    @property
    def recency(self) -> FloatArray:
        """How much each post counts, above 0 and up to 1."""
        return np.asarray(0.5 ** (self.age_days / HALF_LIFE_DAYS), dtype=np.float64)


def _summing_to_zero(kernel: FloatArray) -> FloatArray:
    centring = np.eye(len(kernel)) - 1 / len(kernel)
    return np.asarray(centring @ kernel @ centring, dtype=np.float64)


def _of_unit_variance(kernel: FloatArray) -> FloatArray:
    """The covariance of effects that sum to 0, with a mean variance of 1."""
    centred = _summing_to_zero(kernel)
    return np.asarray(centred * len(kernel) / np.trace(centred), dtype=np.float64)


def _root(kernel: FloatArray, share: float = 1.0) -> FloatArray:
    """Columns Z with Z Z' = kernel, or as few as carry that share of its variance."""
    values, vectors = np.linalg.eigh(kernel)
    values, vectors = values[::-1], vectors[:, ::-1]
    positive = int((values > 1e-8 * values[0]).sum())
    enough = int(np.searchsorted(np.cumsum(values) / values.sum(), share - 1e-12)) + 1
    kept = min(positive, enough)
    return np.asarray(vectors[:, :kept] * np.sqrt(values[:kept]), dtype=np.float64)


def _hour_kernel(roughness: float) -> FloatArray:
    distance = np.subtract.outer(np.arange(HOURS), np.arange(HOURS))
    smooth = np.exp(-2 * np.sin(np.pi * distance / HOURS) ** 2 / _HOUR_LENGTH**2)
    return _of_unit_variance((1 - roughness) * smooth + roughness * np.eye(HOURS))


def _day_kernel() -> FloatArray:
    return _of_unit_variance(0.5 * np.eye(DAYS) + 0.5 * np.equal.outer(WEEKEND, WEEKEND))


def _weekend_contrast() -> FloatArray:
    contrast = WEEKEND - WEEKEND.mean()
    return np.asarray(contrast / contrast.std(), dtype=np.float64)


_HOUR_ROOT = _root(_hour_kernel(_HOUR_ROUGHNESS))
_DAY_ROOT = _root(_day_kernel())
_SMOOTH_HOUR_ROOT = _root(_hour_kernel(0), _SMOOTH_SHARE)
_WEEKEND_CONTRAST = _weekend_contrast()


def time_columns(block: Block, hour: IntArray, weekday: IntArray) -> FloatArray:
    """The columns of HOUR, DAY or WEEKEND_HOUR at local times."""
    if block is Block.HOUR:
        return _HOUR_ROOT[hour]
    if block is Block.DAY:
        return _DAY_ROOT[weekday]
    return _WEEKEND_CONTRAST[weekday, None] * _SMOOTH_HOUR_ROOT[hour]


def _indicators(levels: IntArray) -> FloatArray:
    return np.asarray(np.equal.outer(levels, np.arange(levels.max() + 1)), dtype=np.float64)


def _type_columns(content_type: IntArray) -> FloatArray:
    """None for a single type: it cannot be told from the level."""
    columns = _indicators(content_type)
    return columns if columns.shape[1] > 1 else columns[:, :0]


def _trend_columns(sample: Sample) -> FloatArray:
    """A centred random walk between knots for each account that has enough posts.

    More than _MAX_KNOTS accounts share one, because with one for each the fit would take a second.
    Its variance from end to end is 2, whatever the number of knots, as it was when its prior was measured.
    """
    trends = int(sample.account.max()) + 1
    trend = sample.account
    if trends > _MAX_KNOTS:
        trends, trend = 1, np.zeros_like(sample.account)
    found = [np.zeros((len(trend), 0))]
    for number in range(trends):
        mine = trend == number
        ages = sample.age_days[mine]
        span = float(np.ptp(ages))
        if len(ages) < _LEAST_POSTS_FOR_TREND or span <= 0:
            continue
        steps = int(np.clip(round(span / _KNOT_DAYS), 1, _MAX_KNOTS // trends))
        place = (ages.max() - ages) / span * steps
        knots = np.arange(steps + 1)
        tents = np.maximum(1 - np.abs(np.subtract.outer(place, knots)), 0)
        walk = _root(_summing_to_zero(np.minimum.outer(knots, knots) * 2 / len(knots)))
        columns = np.zeros((len(mine), walk.shape[1]))
        columns[mine] = tents @ walk
        found.append(columns)
    return np.hstack(found)


@dataclass(frozen=True, slots=True)
class Design:
    """The posts as the model sees them."""

    columns: FloatArray
    """n x p, the nuisances first."""
    blocks: dict[Block, slice]
    response: FloatArray
    recency: FloatArray

    @classmethod
    def of(cls, sample: Sample) -> "Design":
        """Of at least one post."""
        parts = {
            Block.ACCOUNT: _indicators(sample.account),
            Block.TREND: _trend_columns(sample),
            Block.TYPE: _type_columns(sample.content_type),
        }
        for block in (Block.HOUR, Block.DAY, Block.WEEKEND_HOUR):
            parts[block] = time_columns(block, sample.hour, sample.weekday)
        blocks, start = {}, 0
        for block, columns in parts.items():
            blocks[block] = slice(start, start + columns.shape[1])
            start += columns.shape[1]
        return cls(np.hstack(list(parts.values())), blocks, sample.log_engagement, sample.recency)

    @property
    def nuisances(self) -> int:
        """How many columns come before the effects."""
        return int(self.blocks[EFFECTS[0]].start)

    def precisions(self, variances: dict[Block, float]) -> FloatArray:
        """Prior precision of every column."""
        found = np.full(self.columns.shape[1], _FLAT)
        for block, variance in variances.items():
            found[self.blocks[block]] = 1 / variance
        return found
