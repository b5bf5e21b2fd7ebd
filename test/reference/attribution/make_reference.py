"""Independent numbers for test/attribution and test/kernels: NumPy and scikit-learn, never our own code.

python3 make_reference.py > reference.json
"""
import json
import numpy as np
from sklearn.linear_model import Ridge

rng = np.random.RandomState(20)


def srgb_to_lab(rgb):
    """CIE L*a*b*, D65, 2 degrees, written from the definition with scikit-image's rounded constants."""
    linear = np.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** 2.4, rgb / 12.92)
    matrix = np.array([[0.412453, 0.357580, 0.180423], [0.212671, 0.715160, 0.072169], [0.019334, 0.119193, 0.950227]])
    xyz = linear @ matrix.T / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.stack([116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], -1)


def quickshift(lab, kernel_size, max_dist, ratio, seed):
    """Vedaldi and Soatto's quick shift with scikit-image's window and tie breaking, over all pairs at once."""
    height, width, _ = lab.shape
    rows, columns = np.mgrid[:height, :width]
    place = np.stack([rows.ravel(), columns.ravel()], 1).astype(float)
    colour = lab.reshape(-1, 3) * ratio
    offset = place[:, None] - place[None]
    near = (np.abs(offset) <= int(np.ceil(3 * kernel_size))).all(-1)
    distance = (offset ** 2).sum(-1) + ((colour[:, None] - colour[None]) ** 2).sum(-1)
    density = np.where(near, np.exp(-0.5 * distance / kernel_size ** 2), 0).sum(1)
    density = density + np.random.RandomState(seed).normal(scale=0.00001, size=(height, width)).ravel()
    allowed = near & (density[None] > density[:, None])
    reached = np.where(allowed, distance, np.inf)
    parent = reached.argmin(1)
    closest = np.sqrt(reached.min(1))
    parent = np.where(closest > max_dist, np.arange(len(parent)), parent)
    while (parent[parent] != parent).any():
        parent = parent[parent]
    return np.unique(parent, return_inverse=True)[1]


def patches(height, width):
    """Patches of random colours with noise, rounded to bytes as a picture's are."""
    colours = rng.rand(6, 4, 3)
    rows, columns = np.mgrid[:height, :width]
    picture = colours[rows * 6 // height, columns * 4 // width]
    return np.round(np.clip(picture + rng.normal(scale=0.03, size=picture.shape), 0, 1) * 255)


def segmentation():
    bytes_ = patches(30, 26)
    lab = srgb_to_lab(bytes_ / 255)
    cases = [dict(kernel_size=4, max_dist=200, ratio=0.8, seed=42), dict(kernel_size=2, max_dist=200, ratio=0.2, seed=1), dict(kernel_size=2, max_dist=6, ratio=0.5, seed=0)]
    return {
        "height": 30,
        "width": 26,
        "rgb": bytes_.astype(int).ravel().tolist(),
        "labOfFirst": lab.reshape(-1, 3)[:5].ravel().tolist(),
        "cases": [{**case, "labels": quickshift(lab, **case).tolist()} for case in cases],
    }


def ridge():
    rows = rng.randint(0, 2, (40, 6)).astype(float)
    rows[0] = 1
    targets = rows @ rng.normal(size=6) + rng.normal(scale=0.3, size=40)
    weights = np.sqrt(np.exp(-((1 - np.sqrt(rows.mean(1))) ** 2) / 0.25 ** 2))
    fits = []
    for alpha in (0.01, 1.0, 5.0):
        fit = Ridge(alpha=alpha, fit_intercept=True).fit(rows, targets, sample_weight=weights)
        fits.append({
            "alpha": alpha,
            "coefficients": fit.coef_.tolist(),
            "intercept": float(fit.intercept_),
            "r2": float(fit.score(rows, targets, sample_weight=weights)),
        })
    return {"rows": rows.ravel().tolist(), "targets": targets.tolist(), "weights": weights.tolist(), "fits": fits}


print(json.dumps({"segmentation": segmentation(), "ridge": ridge()}))
