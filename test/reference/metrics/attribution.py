"""Numbers for the metrics of attributions, by NumPy, SciPy, scikit-learn and PyTorch: `python3 attribution.py` writes attribution.json."""
import json
import os

import numpy as np
import scipy.ndimage
import scipy.sparse
import scipy.sparse.linalg
import scipy.stats
import sklearn.metrics
import torch
import torch.nn.functional as F

rng = np.random.default_rng(20261122)
flat = lambda array: [float(v) for v in np.asarray(array, dtype=np.float64).ravel()]
f32 = lambda array: np.asarray(array, dtype=np.float32).astype(np.float64)


def ssim(a, b, window, data_range):
    """Wang et al. 2004 with a uniform window, sample covariance, places where the window fits."""
    va = np.lib.stride_tricks.sliding_window_view(a, window)
    vb = np.lib.stride_tricks.sliding_window_view(b, window)
    axes = (2, 3)
    ma, mb = va.mean(axes), vb.mean(axes)
    n = window[0] * window[1]
    sa, sb = va.var(axes) * n / (n - 1), vb.var(axes) * n / (n - 1)
    sab = ((va - ma[..., None, None]) * (vb - mb[..., None, None])).sum(axes) / (n - 1)
    c1, c2 = (0.01 * data_range) ** 2, (0.03 * data_range) ** 2
    return float((((2 * ma * mb + c1) * (2 * sab + c2)) / ((ma**2 + mb**2 + c1) * (sa + sb + c2))).mean())


def impute(picture, removed):
    """ROAD's linear system, written down row by row and solved directly."""
    height, width, channels = picture.shape
    pixels = [tuple(p) for p in np.argwhere(removed)]
    row_of = {p: i for i, p in enumerate(pixels)}
    matrix = scipy.sparse.lil_matrix((len(pixels), len(pixels)))
    right = np.zeros((len(pixels), channels))
    for (y, x), row in row_of.items():
        total = 0
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                if (dy, dx) == (0, 0) or not (0 <= y + dy < height and 0 <= x + dx < width):
                    continue
                weight = 1 / 6 if dy == 0 or dx == 0 else 1 / 12
                total += weight
                if removed[y + dy, x + dx]:
                    matrix[row, row_of[(y + dy, x + dx)]] = -weight
                else:
                    right[row] += weight * picture[y + dy, x + dx]
        matrix[row, row] = total
    solved = scipy.sparse.linalg.spsolve(matrix.tocsc(), right).reshape(len(pixels), channels)
    filled = picture.copy()
    for p, row in row_of.items():
        filled[p] = solved[row]
    return filled


HEIGHT, WIDTH, CHANNELS, MAPS, CLASSES = 8, 9, 2, 3, 3
kernel = f32(rng.normal(size=(3, 3, CHANNELS, MAPS)))
bias = f32(rng.normal(size=MAPS) * 0.1)
dense = f32(rng.normal(size=(MAPS, CLASSES)) * 0.3)
sample = f32(rng.uniform(size=(HEIGHT, WIDTH, CHANNELS)))
saliency = f32(rng.permutation(HEIGHT * WIDTH).reshape(HEIGHT, WIDTH) / 10)


def logits_of(batch):
    x = torch.tensor(batch, dtype=torch.float64).permute(0, 3, 1, 2)
    weight = torch.tensor(kernel).permute(3, 2, 0, 1)
    maps = F.relu(F.conv2d(x, weight, torch.tensor(bias), padding=1))
    return maps.mean((2, 3)) @ torch.tensor(dense)


def probability(batch, target):
    return torch.softmax(logits_of(np.stack(batch)), 1)[:, target].numpy()


predicted = int(logits_of(sample[None])[0].argmax())
order = np.argsort(-saliency.ravel(), kind="stable")


def rise_blur(picture):
    """gkern(11, 5) of RISE's evaluation.py, zero-padded convolution."""
    point = np.zeros((11, 11))
    point[5, 5] = 1
    weights = scipy.ndimage.gaussian_filter(point, 5)
    x = torch.tensor(picture).permute(2, 0, 1)[:, None]
    return F.conv2d(x, torch.tensor(weights)[None, None], padding=5)[:, 0].permute(1, 2, 0).numpy()


def curve(start, end, steps):
    """Point k has the first round(k n / steps) pixels of the order from `end` (halves round up)."""
    points = []
    for k in range(steps + 1):
        picture = start.reshape(-1, CHANNELS).copy()
        moved = order[: int(np.floor(k * order.size / steps + 0.5))]
        picture[moved] = end.reshape(-1, CHANNELS)[moved]
        points.append(picture.reshape(sample.shape))
    return probability(points, predicted)


STEPS = 10
blurred = rise_blur(sample)
deletion = curve(sample, np.zeros_like(sample), STEPS)
insertion = curve(blurred, sample, STEPS)


def road_changes(ranking):
    before = probability([sample], predicted)[0]
    changes = []
    for percent in range(10, 91, 10):
        removed = np.zeros(order.size, dtype=bool)
        removed[ranking[: int(np.floor(percent / 100 * order.size + 0.5))]] = True
        changes.append(float(probability([impute(sample, removed.reshape(HEIGHT, WIDTH))], predicted)[0] - before))
    return changes


ties = rng.integers(0, 6, size=40)
other = rng.normal(size=40)
a, b = f32(rng.normal(size=(12, 15))), f32(rng.normal(size=(12, 15)))
c = f32(0.7 * a + 0.3 * b)
positive, near = np.abs(a), np.abs(c)
hole = rng.uniform(size=(12, 15)) < 0.7
colours = f32(rng.uniform(size=(12, 15, 3)))
truth = np.zeros((12, 15), dtype=int)
truth[3:8, 4:9] = 1
coarse = f32(np.round(a * 2) / 2)
probabilities = np.abs(a) / np.abs(a).sum()
ascending = np.sort(np.abs(a).ravel())
count = ascending.size

fixture = {
    "ranks": {"values": flat(ties), "expected": flat(scipy.stats.rankdata(ties))},
    "correlations": {
        "a": flat(ties),
        "b": flat(other),
        "pearson": float(scipy.stats.pearsonr(ties, other)[0]),
        "spearman": float(scipy.stats.spearmanr(ties, other)[0]),
    },
    "pictures": {"height": 12, "width": 15, "a": flat(a), "b": flat(b), "c": flat(c)},
    "ssim": {
        "ab": ssim(a, b, (7, 7), 2.0),
        "ac": ssim(a, c, (7, 7), 2.0),
        "positive": ssim(positive / positive.max(), near / near.max(), (7, 7), 1.0),
        "signal": ssim(a.reshape(1, -1), c.reshape(1, -1), (1, 7), 2.0),
    },
    "imputation": {"picture": flat(colours), "removed": flat(hole), "filled": flat(impute(colours, hole))},
    "complexity": {
        "entropy": float(scipy.stats.entropy(probabilities.ravel())),
        "gini": float(((2 * np.arange(1, count + 1) - count - 1) * ascending).sum() / (count * ascending.sum())),
    },
    "localisation": {
        "map": flat(coarse),
        "mask": flat(truth),
        "auc": float(sklearn.metrics.roc_auc_score(truth.ravel(), coarse.ravel())),
        "mass": float(np.clip(coarse, 0, None)[truth == 1].sum() / np.clip(coarse, 0, None).sum()),
        "iou": max(
            float(sklearn.metrics.jaccard_score(truth.ravel(), (coarse >= t).ravel())) for t in np.unique(coarse)
        ),
    },
    "model": {
        "inputShape": [HEIGHT, WIDTH, CHANNELS],
        "kernelShape": list(kernel.shape),
        "kernel": flat(kernel),
        "bias": flat(bias),
        "denseShape": list(dense.shape),
        "dense": flat(dense),
        "sample": flat(sample),
        "map": flat(saliency),
        "predicted": predicted,
        "logits": flat(logits_of(sample[None])),
    },
    "insertionDeletion": {
        "steps": STEPS,
        "blurred": flat(blurred),
        "deletion": flat(deletion),
        "insertion": flat(insertion),
        "deletionAuc": float((deletion.sum() - (deletion[0] + deletion[-1]) / 2) / STEPS),
        "insertionAuc": float((insertion.sum() - (insertion[0] + insertion[-1]) / 2) / STEPS),
    },
    "road": {"morf": road_changes(order), "lerf": road_changes(order[::-1])},
}
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "attribution.json"), "w") as file:
    json.dump(fixture, file)
    file.write("\n")
