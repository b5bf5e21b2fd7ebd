"""Trains the VGG-7 on synthetic tissue and writes synthetic-tissue-vgg7.h5 beside this file.

The convolutions start from kather-vgg7.h5: textures learnt on real tiles, which shortens the training to minutes.

    python3 resources/models/train_synthetic_tissue_vgg7.py WORK_FOLDER [--epochs 10] [--node node] [--threads 2]

WORK_FOLDER takes the dumped tiles and the checkpoint; tiles that are there already are not dumped again.
Needs Node >= 22.18 (it runs the TypeScript generator as it is), PyTorch >= 1.13, Pillow, h5py, scikit-learn.
"""

import argparse
import pathlib
import subprocess

import numpy as np
import torch
from PIL import Image
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression

import vgg7

HERE = pathlib.Path(__file__).resolve().parent
CLASS_NAMES = '01_TUMOR 02_STROMA 03_COMPLEX 04_LYMPHO 05_DEBRIS 06_MUCOSA 07_ADIPOSE 08_EMPTY'.split()
TRAINING = {'seed': 1, 'count': 3600}
HELD_OUT = {'seed': 2, 'count': 800}
TRAINING_SEED = 7


def load_tiles(folder, node, seed, count):
    """uint8 [count, 150, 150, 3] of sample `seed`, and the classes of its tiles."""
    path = folder / f'tiles-{seed}-{count}.rgb'
    if not path.exists():
        partial = path.with_suffix('.part')
        subprocess.run([node, HERE / 'dump-synthetic-tiles.ts', str(seed), str(count), partial], check=True)
        partial.rename(path)
    return np.fromfile(path, np.uint8).reshape(count, 150, 150, 3), np.arange(count) % len(CLASS_NAMES)


def resized(tiles):
    size = (vgg7.INPUT_SIZE, vgg7.INPUT_SIZE)
    return np.stack([np.asarray(Image.fromarray(tile).resize(size, Image.BILINEAR)) for tile in tiles])


def joint_histograms(tiles):
    """Shares of 8 x 8 x 8 colour bins: what is left when all arrangement in space is thrown away."""
    bins = (tiles.reshape(len(tiles), -1, 3) >> 5).astype(int)
    index = bins[..., 0] * 64 + bins[..., 1] * 8 + bins[..., 2]
    return np.stack([np.bincount(row, minlength=512) for row in index]) / index.shape[1]


def channel_histograms(tiles):
    """Shares of 32 bins of each channel by itself."""
    bins = tiles.reshape(len(tiles), -1, 3) >> 3
    counts = [[np.bincount(row[:, channel], minlength=32) for channel in range(3)] for row in bins]
    return np.array(counts).reshape(len(tiles), 96) / bins.shape[1]


def report_colour_baselines(training, training_labels, held_out, held_out_labels):
    for name, histograms in (('8x8x8 RGB', joint_histograms), ('3x32 channel', channel_histograms)):
        known, unknown = histograms(training), histograms(held_out)
        forest = RandomForestClassifier(300, random_state=0, n_jobs=2).fit(known, training_labels)
        print(f'baseline, random forest on {name} histograms: {forest.score(unknown, held_out_labels):.4f}')
        logistic = LogisticRegression(C=30, max_iter=2000).fit(np.sqrt(known), training_labels)
        score = logistic.score(np.sqrt(unknown), held_out_labels)
        print(f'baseline, logistic regression on {name} histograms: {score:.4f}', flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('folder', type=pathlib.Path)
    parser.add_argument('--epochs', type=int, default=10)
    parser.add_argument('--node', default='node')
    parser.add_argument('--threads', type=int, default=2)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(options.threads)
    training, labels = load_tiles(options.folder, options.node, **TRAINING)
    held_out, held_out_labels = load_tiles(options.folder, options.node, **HELD_OUT)
    report_colour_baselines(training, labels, held_out, held_out_labels)
    held_out = resized(held_out)
    checkpoint = options.folder / 'synthetic-tissue-vgg7.pt'
    network = vgg7.train(
        resized(training),
        labels,
        len(CLASS_NAMES),
        seed=TRAINING_SEED,
        epochs=options.epochs,
        checkpoint=checkpoint,
        initial=HERE / 'kather-vgg7.h5',
    )
    probabilities = vgg7.predict(network, held_out)
    vgg7.report_accuracy(probabilities, held_out_labels, CLASS_NAMES)
    path = HERE / 'synthetic-tissue-vgg7.h5'
    vgg7.write_keras(network, path, 'synthetic_tissue_vgg7')
    difference = np.abs(vgg7.predict_from_file(path, held_out) - probabilities).max()
    print(f'{path.name}: largest difference of a probability after folding {difference:.2e}')


if __name__ == '__main__':
    main()
