"""Trains the VGG-7 on the tiles of Kather et al. 2016 and writes kather-vgg7.h5.

    python3 resources/models/train_kather_vgg7.py DATA_FOLDER --out kather-vgg7.h5 [--epochs 15] [--threads 2]

DATA_FOLDER is the unpacked `Kather_texture_2016_image_tiles_5000`, one folder per class (`eosin datasets fetch
kather-2016` unpacks it). The 496 tiles of kather-vgg7.heldout.txt are held out, the other 4504 are learnt.
Needs PyTorch >= 1.13, Pillow, NumPy, h5py. The shipped weights were made with an earlier form of this script of the
same recipe; another run gives other weights of about the same accuracy.
"""

import argparse
import pathlib

import numpy as np
import torch
from PIL import Image

import vgg7

HERE = pathlib.Path(__file__).resolve().parent
TRAINING_SEED = 7


def read_tile(path):
    """uint8 [224, 224, 3], resized as the workbench does."""
    size = (vgg7.INPUT_SIZE, vgg7.INPUT_SIZE)
    return np.asarray(Image.open(path).convert('RGB').resize(size, Image.BILINEAR))


def load_split(folder, held_out_names):
    """Learnt and held-out tiles with their classes, and the sorted class names."""
    class_names = sorted(path.name for path in folder.iterdir() if path.is_dir())
    tiles = {True: [], False: []}
    labels = {True: [], False: []}
    for index, name in enumerate(class_names):
        for path in sorted((folder / name).iterdir()):
            is_held_out = f'{name}/{path.name}' in held_out_names
            tiles[is_held_out].append(read_tile(path))
            labels[is_held_out].append(index)
    if len(tiles[True]) != len(held_out_names):
        raise SystemExit(f'{len(tiles[True])} of {len(held_out_names)} held-out tiles are in {folder}')
    return [(np.stack(tiles[part]), np.array(labels[part])) for part in (False, True)], class_names


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('folder', type=pathlib.Path)
    parser.add_argument('--out', type=pathlib.Path, required=True)
    parser.add_argument('--epochs', type=int, default=15)
    parser.add_argument('--threads', type=int, default=2)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    names = set((HERE / 'kather-vgg7.heldout.txt').read_text().split('\n')) - {''}
    ((tiles, labels), (held_out, held_out_labels)), class_names = load_split(options.folder, names)
    network = vgg7.train(
        tiles,
        labels,
        len(class_names),
        seed=TRAINING_SEED,
        epochs=options.epochs,
        checkpoint=options.out.with_suffix('.pt'),
    )
    probabilities = vgg7.predict(network, held_out)
    vgg7.report_accuracy(probabilities, held_out_labels, class_names)
    vgg7.write_keras(network, options.out, 'kather_vgg7')
    difference = np.abs(vgg7.predict_from_file(options.out, held_out) - probabilities).max()
    print(f'{options.out}: largest difference of a probability after folding {difference:.2e}')


if __name__ == '__main__':
    main()
