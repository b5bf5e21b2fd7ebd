"""Feature maps of two layers of HMT.h5 for two tiles by PyTorch in float32: range, mean and mean logit gradient of each map, and a few
positions of maps 0 and 5 averaged over squares of 2 x 2 (conv2d_1, 224 x 224) or as they are (conv2d_3, 112 x 112).

python3 activations.py SHARED > activations.json   (SHARED: the folder with data/)
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


def outputs(x):
    kept = {}
    for index, layer in enumerate(['conv2d', 'conv2d_1', 'conv2d_2', 'conv2d_3']):
        x = F.relu(F.conv2d(x, weight(layer, 'kernel').permute(3, 2, 0, 1), weight(layer, 'bias'), padding='same'))
        x.retain_grad()
        kept[layer] = x
        if index % 2:
            x = F.max_pool2d(x, 2)
    return kept, x.mean((2, 3)) @ weight('dense', 'kernel') + weight('dense', 'bias')


tiles = sorted(glob.glob(f'{shared}/data/hmt/HMT_test/*/*.tif'))
record = {}
for number in ('030', '400'):
    picture = np.asarray(Image.open(tiles[int(number)]).convert('RGB').resize((224, 224), Image.BILINEAR), np.float32) / 255
    x = torch.tensor(picture)[None].permute(0, 3, 1, 2).requires_grad_()
    kept, logits = outputs(x)
    target = int(logits.argmax())
    logits[0, target].backward()
    for layer in ('conv2d_1', 'conv2d_3'):
        maps = kept[layer][0]
        side = maps.shape[1] // 112
        reduced = F.avg_pool2d(maps[None], side)[0] if side > 1 else maps
        record[f'{number} {layer}'] = {
            'target': target,
            'score': float(logits[0, target]),
            'shape': [maps.shape[1], maps.shape[2], maps.shape[0]],
            'minimum': maps.amin((1, 2)).tolist(),
            'maximum': maps.amax((1, 2)).tolist(),
            'mean': maps.double().mean((1, 2)).tolist(),
            'meanGradient': kept[layer].grad[0].double().mean((1, 2)).tolist(),
            'excerpt': {str(k): reduced[k, 3:111:20, 7:111:25].flatten().tolist() for k in (0, 5)},
        }
print(json.dumps(record))
