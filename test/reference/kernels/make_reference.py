"""Writes reference.json: numbers of NumPy, SciPy, Pillow and matplotlib that our kernels must reproduce.

    python3 make_reference.py        the committed file: NumPy 1.24.2, SciPy 1.10.1, Pillow 9.4.0, matplotlib 3.6.3
Pictures are drawn as RandomState(seed).randint(0, 256, (height, width, channels)), so that no picture is stored.
"""
import binascii
import json
import pathlib

import matplotlib
import numpy as np
from PIL import Image
from scipy import ndimage

SHAPES = [
    # from height, width, to height, width
    (150, 150, 224, 224), (7, 5, 9, 31), (64, 48, 17, 23), (1, 1, 5, 3), (1, 9, 4, 2), (33, 1, 8, 6),
    (40, 60, 40, 30), (40, 60, 80, 60), (300, 200, 1, 1), (19, 23, 19, 23), (512, 3, 7, 224),
]


def draws(seed):
    random = np.random.RandomState(seed)
    return {
        'seed': seed,
        'words': [int(word) for word in np.random.RandomState(seed).randint(0, 2**32, 5, dtype=np.uint32)],
        'randomSample': random.random_sample(700).tolist()[-5:],
        'uniform': random.uniform(-3, 5, 3).tolist(),
        'randn': random.randn(7).tolist(),
        'randint': random.randint(-5, 1000, 6).tolist(),
        'randnAgain': random.randn(2).tolist(),
        'choice': [int(random.choice(48)) for _ in range(6)],
        'permutation': random.permutation(12).tolist(),
        'sampleAfter': random.random_sample(),
    }


def resized(seed, shape, channels, name):
    height, width, to_height, to_width = shape
    picture = np.random.RandomState(seed).randint(0, 256, (height, width, channels)).astype(np.uint8)
    image = Image.fromarray(picture[:, :, 0] if channels == 1 else picture)
    out = np.asarray(image.resize((to_width, to_height), getattr(Image.Resampling, name.upper())))
    return {'seed': seed, 'from': [height, width], 'to': [to_height, to_width], 'channels': channels, 'filter': name, 'crc32': binascii.crc32(out.tobytes())}


def main():
    signal = np.random.RandomState(11).randn(20)
    picture = np.random.RandomState(12).rand(6, 9)
    resize = [resized(index, shape, 3, 'bilinear') for index, shape in enumerate(SHAPES)]
    for number, name in enumerate(['nearest', 'box', 'hamming', 'bicubic', 'lanczos']):
        resize += [resized(100 * number + index, shape, 1 if index % 2 else 3, name) for index, shape in enumerate(SHAPES)]
    reference = {
        'draws': [draws(seed) for seed in (0, 42, 4294967295)],
        'gaussianFilter1d': [
            {'sigma': sigma, 'length': length, 'values': ndimage.gaussian_filter(signal[:length], sigma).tolist()}
            for sigma, length in ((2, 20), (0.7, 20), (2, 3))
        ],
        'gaussianFilter2d': {'sigma': 1.3, 'values': ndimage.gaussian_filter(picture, 1.3).ravel().tolist()},
        'resize': resize,
        'resample': [
            {'count': count, 'values': np.interp(np.linspace(0, 1, count), np.linspace(0, 1, 20), signal).tolist()}
            for count in (2, 7, 20, 39, 72)
        ],
        'quantile': {str(q): float(np.quantile(signal, q)) for q in (0, 0.1, 0.5, 0.77, 1)},
        'colours': {name: matplotlib.colormaps[name]([0, 0.2, 0.4999, 0.5, 0.9, 1.0], bytes=True)[:, :3].tolist() for name in ('jet', 'viridis', 'cividis', 'RdBu_r')},
    }
    path = pathlib.Path(__file__).resolve().parent / 'reference.json'
    path.write_text(json.dumps(reference) + '\n')


main()
