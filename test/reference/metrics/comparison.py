"""Numbers for comparing runs, by NumPy and SciPy: `python3 comparison.py` writes comparison.json."""
import json
import os

import numpy as np
import scipy.stats

rng = np.random.default_rng(20261123)
numbers = lambda array: [float(v) for v in array]


def signed_rank(differences):
    """As `method='auto'` of SciPy >= 1.13 chooses: 1.10 takes the exact distribution also where there are ties."""
    differences = np.asarray(differences)
    sizes = np.abs(differences)
    exact = len(sizes) <= 50 and np.all(sizes != 0) and len(np.unique(sizes)) == len(sizes)
    result = scipy.stats.wilcoxon(differences, zero_method="wilcox", correction=False, mode="exact" if exact else "approx")
    return {
        "differences": numbers(differences),
        "statistic": float(result.statistic),
        "p": float(result.pvalue),
        "n": int(np.count_nonzero(differences)),
        "exact": bool(exact),
    }


cases = [
    rng.normal(0.3, 1, 12),
    rng.normal(0, 1, 50),
    rng.normal(0.1, 1, 51),
    rng.normal(0.4, 1, 200),
    np.round(rng.normal(0.2, 1, 40), 1),
    np.concatenate([rng.normal(0.5, 1, 20), np.zeros(5)]),
    rng.integers(-1, 2, 300).astype(float),
    np.array([0.5]),
    np.array([1.0, 2.0, 3.0, 4.0, 5.0]),
    rng.normal(2, 0.1, 400),
]
z = [-3.0, -0.2, 0.0, 1e-8, 0.5, 1.0, 1.96, 2.8, 2.83, 3.5, 6.0, 12.0, 37.0]

# The paired bootstrap draws with NumPy's generator, so that the ends agree within its own error only.
first = rng.normal(0.4, 0.2, 150)
second = first + rng.normal(0.03, 0.05, 150)
differences = second - first
means = differences[rng.integers(0, 150, (200_000, 150))].mean(axis=1)
bootstrap = {
    "first": numbers(first),
    "second": numbers(second),
    "difference": float(differences.mean()),
    "interval": numbers(np.quantile(means, [0.025, 0.975])),
    "standardError": float(differences.std(ddof=0) / np.sqrt(150)),
}
path = os.path.join(os.path.dirname(__file__), "comparison.json")
with open(path, "w") as out:
    json.dump(
        {
            "signedRank": [signed_rank(case) for case in cases],
            "normalTail": [{"z": v, "tail": float(scipy.stats.norm.sf(v))} for v in z],
            "bootstrap": bootstrap,
        },
        out,
    )
