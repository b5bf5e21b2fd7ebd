"""The MNIST-1D data set (Greydanus 2020) from a seed, in NumPy and SciPy: written for `train_mnist1d_cnn.py`.

A template of 12 points is padded with zeros, stretched to 72 points, scaled, rolled, covered with correlated noise
wherever it is zero, roughened, sheared and sampled at 40 points. Every draw comes from NumPy's legacy generator, in
the order of the reference implementation (github.com/greydanus/mnist1d), so that seed 42 gives the published set.
"""
import numpy as np
from scipy.ndimage import gaussian_filter

HEIGHTS = [
    [5, 6, 6.5, 6.75, 7, 7, 7, 7, 6.75, 6.5, 6, 5],
    [5, 3, 3, 3.4, 3.8, 4.2, 4.6, 5, 5.4, 5.8, 5, 5],
    [5, 6, 6.5, 6.5, 6, 5.25, 4.75, 4, 3.5, 3.5, 4, 5],
    [5, 6, 6.5, 6.5, 6, 5, 5, 6, 6.5, 6.5, 6, 5],
    [5, 4.4, 3.8, 3.2, 2.6, 2.6, 5, 5, 5, 5, 5, 5],
    [5, 3, 3, 3, 3, 5, 6, 6.5, 6.5, 6, 4.5, 5],
    [5, 4, 3.5, 3.25, 3, 3, 3, 3, 3.25, 3.5, 4, 5],
    [5, 7, 7, 6.6, 6.2, 5.8, 5.4, 5, 4.6, 4.2, 5, 5],
    [5, 4, 3.5, 3.5, 4, 5, 5, 4, 3.5, 3.5, 4, 5],
    [5, 4, 3.5, 3.5, 4, 5, 5, 5, 5, 4.7, 4.3, 5],
]


def digit_templates():
    heights = np.asarray(HEIGHTS, dtype=np.float64)
    heights = heights - heights.mean(axis=1, keepdims=True)
    heights = heights / heights.std(axis=1, keepdims=True)
    return (heights - heights[:, :1]) / 6.0


def resample(signal, length):
    return np.interp(np.linspace(0, 1, length), np.linspace(0, 1, len(signal)), signal)


def draw_signal(template, random):
    padding = 36 + int(random.rand() * 25)
    signal = resample(np.concatenate([template + 1e-8, np.zeros(padding)]), 72)
    signal = signal * (1 + 0.4 * (random.rand() - 0.5))
    signal = np.roll(signal, random.choice(48))
    covered = signal != 0
    correlated = gaussian_filter(0.25 * random.randn(72), 2)
    signal = np.where(covered, signal, correlated) + 2e-2 * random.randn(72)
    slope = 0.75 * (random.rand() - 0.5)
    return resample(signal - slope * np.linspace(-0.5, 0.5, 72), 40)


def generate(seed=42, sample_count=5000, train_fraction=0.8):
    random = np.random.RandomState(seed)
    per_class = sample_count // 10
    templates = digit_templates()
    signals = np.stack([draw_signal(templates[digit], random) for digit in range(10) for _ in range(per_class)])
    labels = np.repeat(np.arange(10), per_class)
    order = random.permutation(len(labels))
    signals, labels = signals[order], labels[order]
    signals = (signals - signals.mean()) / signals.std()
    split = int(len(labels) * train_fraction)
    return (signals[:split], labels[:split]), (signals[split:], labels[split:])
