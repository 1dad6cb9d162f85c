"""Learn how far a reading can be trusted: from readings of lines by heads that never saw their voice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.linear_model import LogisticRegression


def trusted(found: Sequence[tuple[Mapping[str, float], bool]], c: float = 1.0) -> dict[str, float]:
    """Return what each sign adds to the log odds of being read whole; "" is what is added always."""
    names = sorted({name for signs, _ in found for name in signs})
    table = np.array([[signs.get(name, 0.0) for name in names] for signs, _ in found])
    model = LogisticRegression(C=c, max_iter=2000).fit(table, [right for _, right in found])
    return {"": float(model.intercept_[0]), **dict(zip(names, map(float, model.coef_[0]), strict=True))}
