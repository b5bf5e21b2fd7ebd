"""Sums of integrated gradients of two tiles on HMT.h5 from black, 50 Gauss-Legendre nodes, by PyTorch in float32 with sums in float64.

python3 study_tiles.py SHARED > study_tiles.json   (SHARED: the folder with data/ and goldens/)
"""
import glob
import json
import sys

import h5py
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

shared = sys.argv[1]
weights = {}
with h5py.File(f'{shared}/data/models/HMT.h5') as file:
    file['model_weights'].visititems(lambda name, item: weights.update({name: torch.tensor(np.array(item))}) if isinstance(item, h5py.Dataset) else None)


def weight(layer, key):
    return next(value for name, value in weights.items() if name.split('/')[0] == layer and key in name.split('/')[-1])


def logits(x):
    for index, layer in enumerate(['conv2d', 'conv2d_1', 'conv2d_2', 'conv2d_3']):
        x = F.relu(F.conv2d(x, weight(layer, 'kernel').permute(3, 2, 0, 1), weight(layer, 'bias'), padding='same'))
        if index % 2:
            x = F.max_pool2d(x, 2)
    return x.mean((2, 3)) @ weight('dense', 'kernel') + weight('dense', 'bias')


nodes, shares = np.polynomial.legendre.leggauss(50)
tiles = sorted(glob.glob(f'{shared}/data/hmt/HMT_test/*/*.tif'))
record = {}
for number, target in (('030', 0), ('400', 6)):
    picture = np.asarray(Image.open(tiles[int(number)]).convert('RGB').resize((224, 224), Image.BILINEAR), np.float32) / 255
    x = torch.tensor(picture)[None].permute(0, 3, 1, 2)
    total = 0.0
    for node, share in zip((1 + nodes) / 2, shares / 2):
        point = (float(node) * x).requires_grad_()
        logits(point)[0, target].backward()
        total += float(share) * float((point.grad.double() * x.double()).sum())
    with torch.no_grad():
        record[number] = {'sum': total, 'promised': float(logits(x)[0, target] - logits(0 * x)[0, target])}
print(json.dumps(record))
