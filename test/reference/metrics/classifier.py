"""Classifier metrics by scikit-learn on small seeded cases: writes classifier.json beside this file.

scikit-learn 1.2.1, NumPy, SciPy.  Run: python3 classifier.py
"""

import json
import pathlib
import warnings

import numpy as np
import scipy.stats
import sklearn
import sklearn.metrics as m

warnings.filterwarnings("ignore")


def number(value):
    value = float(value)
    return value if np.isfinite(value) else None


def curve(x, y, thresholds):
    return {"x": list(map(float, x)), "y": list(map(float, y)), "thresholds": list(map(float, thresholds))}


def binary(truth, scores):
    """One-vs-rest curves; None where scikit-learn's value is undefined."""
    positives = int(truth.sum())
    result = {"rocAuc": None, "averagePrecision": None, "roc": None, "precisionRecall": None}
    if positives > 0:
        precision, recall, thresholds = m.precision_recall_curve(truth, scores)
        result["precisionRecall"] = curve(recall, precision, thresholds)
        result["averagePrecision"] = number(m.average_precision_score(truth, scores))
        if positives < len(truth):
            result["roc"] = curve(*m.roc_curve(truth, scores))
            result["rocAuc"] = number(m.roc_auc_score(truth, scores))
    return result


def calibration(probabilities, labels, bins=15):
    predicted = probabilities.argmax(1)
    confidence = probabilities.max(1)
    right = predicted == labels
    edges = np.arange(bins + 1) / bins
    index = np.clip(np.searchsorted(edges, confidence, side="left") - 1, 0, bins - 1)
    error = 0.0
    for b in range(bins):
        inside = index == b
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    one_hot = np.eye(probabilities.shape[1])[labels]
    return {"expectedCalibrationError": error, "brierScore": float(((probabilities - one_hot) ** 2).sum(1).mean())}


def case(name, probabilities, labels):
    probabilities = np.asarray(probabilities, float)
    labels = np.asarray(labels, int)
    k = probabilities.shape[1]
    predicted = probabilities.argmax(1)
    every = list(range(k))
    present = sorted(set(labels))
    one_hot = np.eye(k)[labels]
    per_class = dict(zip(
        ["precision", "recall", "f1", "support"],
        (v.tolist() for v in m.precision_recall_fscore_support(labels, predicted, labels=every, zero_division=0)),
    ))

    def mean(average):
        p, r, f, _ = m.precision_recall_fscore_support(labels, predicted, labels=present, average=average, zero_division=0)
        return {"precision": float(p), "recall": float(r), "f1": float(f)}

    hits = int((predicted == labels).sum())
    interval = scipy.stats.binomtest(hits, len(labels)).proportion_ci(0.95, method="wilson")
    return {
        "name": name,
        "probabilities": probabilities.tolist(),
        "labels": labels.tolist(),
        "accuracy": float(m.accuracy_score(labels, predicted)),
        "accuracyInterval": [float(interval.low), float(interval.high)],
        "perClass": per_class,
        "macro": mean("macro"),
        "weighted": mean("weighted"),
        "confusion": m.confusion_matrix(labels, predicted, labels=every).tolist(),
        "curves": [binary(one_hot[:, c], probabilities[:, c]) for c in every]
        + [binary(one_hot.ravel(), probabilities.ravel())],
        "calibration": calibration(probabilities, labels),
    }


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


rng = np.random.default_rng(7)
labels = rng.integers(0, 4, 40)
skilled = softmax(rng.normal(size=(40, 4)) + 1.5 * np.eye(4)[labels])
tied = np.round(skilled * 5) / 5
cases = [
    case("seeded random, 4 classes", skilled, labels),
    case("many ties", tied, labels),
    case("all scores equal", np.full((12, 3), 1 / 3), np.arange(12) % 3),
    case("a class without samples", softmax(rng.normal(size=(30, 4))), rng.integers(0, 3, 30)),
    case("a class that is never predicted", [[0.6, 0.3, 0.1], [0.2, 0.7, 0.1], [0.5, 0.3, 0.2], [0.1, 0.8, 0.1]], [0, 1, 2, 2]),
    case("a class of one sample", softmax(rng.normal(size=(20, 3))), [2] + [0, 1] * 9 + [0]),
    case("one sample", [[0.2, 0.8]], [1]),
    case("every label the same", softmax(rng.normal(size=(10, 3))), [1] * 10),
    case("all right", [[0.9, 0.1], [0.2, 0.8], [0.7, 0.3]], [0, 1, 0]),
]
out = pathlib.Path(__file__).with_name("classifier.json")
out.write_text(json.dumps({"source": f"scikit-learn {sklearn.__version__}, scipy {scipy.__version__}", "cases": cases}) + "\n")
