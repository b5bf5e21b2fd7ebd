"""The VGG-7 of the 2021 study in PyTorch: training on crops, batch norm folded into Keras weights.

Shared by train_kather_vgg7.py and train_synthetic_tissue_vgg7.py. Needs PyTorch >= 1.13, NumPy, h5py.
Layers: conv 32, 32, pool, conv 64, 64, pool (3x3, same, ReLU), global average, dense, softmax; 224 x 224 x 3 in [0, 1].
While training, each convolution is followed by batch normalisation, which is folded into it when the file is written,
so that the file has the layers of the study and nothing else.
"""

import json
import time

import h5py
import numpy as np
import torch
import torch.nn.functional as functional
from torch import nn

INPUT_SIZE = 224
FILTERS = (32, 32, 64, 64)
CONV_NAMES = ('conv2d', 'conv2d_1', 'conv2d_2', 'conv2d_3')
KERAS_VERSION = '2.4.0'


class Vgg7(nn.Module):
    """Logits of [N, 3, H, W]; any H and W of at least 4, for the average over places is global."""

    def __init__(self, class_count):
        super().__init__()
        layers = []
        channels = 3
        for index, filters in enumerate(FILTERS):
            convolution = nn.Conv2d(channels, filters, 3, padding=1, bias=False)
            nn.init.kaiming_normal_(convolution.weight, nonlinearity='relu')
            layers += [convolution, nn.BatchNorm2d(filters), nn.ReLU()]
            if index % 2 == 1:
                layers.append(nn.MaxPool2d(2))
            channels = filters
        self.features = nn.Sequential(*layers)
        self.head = nn.Linear(channels, class_count)

    def forward(self, images):
        return self.head(self.features(images).mean((2, 3)))


def read_arrays(path):
    """Kernel and bias of each layer with weights, as tensors in the order of Keras."""
    with h5py.File(path, 'r') as file:
        weights = file['model_weights']
        return {
            name: [torch.from_numpy(weights[f'{name}/{name}/{label}'][()]) for label in ('kernel:0', 'bias:0')]
            for name in (*CONV_NAMES, 'dense')
        }


def load_convolutions(network, path, images):
    """Takes over folded convolutions: each norm is set to undo itself on `images`, so that the outputs are those of the file."""
    arrays = read_arrays(path)
    names = iter(CONV_NAMES)
    bias = None
    values = images
    with torch.no_grad():
        for layer in network.features:
            if isinstance(layer, nn.Conv2d):
                kernel, bias = arrays[next(names)]
                layer.weight.copy_(kernel.permute(3, 2, 0, 1))
            elif isinstance(layer, nn.BatchNorm2d):
                variance, mean = torch.var_mean(values, (0, 2, 3), unbiased=False)
                layer.running_mean.copy_(mean)
                layer.running_var.copy_(variance)
                layer.weight.copy_(torch.sqrt(variance + layer.eps))
                layer.bias.copy_(mean + bias)
                layer.eval()
            values = layer(values)
    network.train()


def to_tensor(tiles):
    """uint8 [N, H, W, 3] -> float32 [N, 3, H, W] in [0, 1]."""
    return torch.from_numpy((tiles / np.float32(255)).transpose(0, 3, 1, 2).copy())


def random_crops(tiles, crop, generator):
    """Random crop, quarter turns, flip and a small change of colour for each tile; float32 [N, 3, crop, crop]."""
    out = np.empty((len(tiles), crop, crop, 3), np.float32)
    for index, tile in enumerate(tiles):
        top, left = generator.integers(0, INPUT_SIZE - crop + 1, 2)
        patch = np.rot90(tile[top : top + crop, left : left + crop], generator.integers(4))
        out[index] = patch[::-1] if generator.random() < 0.5 else patch
    out /= 255
    shape = (len(tiles), 1, 1, 3)
    out = out * (1 + generator.uniform(-0.08, 0.08, shape)) + generator.uniform(-0.04, 0.04, shape)
    return torch.from_numpy(np.clip(out, 0, 1).astype(np.float32).transpose(0, 3, 1, 2).copy())


def predict(network, tiles, batch=16):
    """Probabilities [N, K] of uint8 tiles [N, 224, 224, 3]."""
    network.eval()
    with torch.no_grad():
        parts = [
            torch.softmax(network(to_tensor(tiles[start : start + batch])), 1)
            for start in range(0, len(tiles), batch)
        ]
    return torch.cat(parts).numpy()


def train(
    tiles, labels, class_count, *, seed, epochs, checkpoint, initial=None, crop=112, batch=32, peak_rate=4e-3
):
    """AdamW with a one-cycle rate on random crops, label smoothing 0.02; the weights are kept after every epoch.

    `initial` is a file that write_keras wrote: its convolutions are the start.
    """
    torch.manual_seed(seed)
    generator = np.random.default_rng(seed)
    network = Vgg7(class_count)
    if initial is not None:
        load_convolutions(network, initial, to_tensor(tiles[generator.permutation(len(tiles))[:32]]))
    optimizer = torch.optim.AdamW(network.parameters(), lr=peak_rate, weight_decay=5e-4)
    steps = len(tiles) // batch
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, peak_rate, total_steps=epochs * steps, pct_start=0.15
    )
    started = time.time()
    for epoch in range(epochs):
        network.train()
        order = generator.permutation(len(tiles))
        total = 0.0
        for step in range(steps):
            chosen = order[step * batch : (step + 1) * batch]
            logits = network(random_crops(tiles[chosen], crop, generator))
            loss = functional.cross_entropy(logits, torch.from_numpy(labels[chosen]), label_smoothing=0.02)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            total += float(loss)
        torch.save(network.state_dict(), checkpoint)
        print(f'epoch {epoch + 1}/{epochs} loss {total / steps:.4f} {time.time() - started:.0f} s', flush=True)
    return network


def report_accuracy(probabilities, labels, class_names):
    """Prints accuracy over all and by class, and the confusion matrix (rows: truth)."""
    predicted = probabilities.argmax(1)
    count = len(class_names)
    confusion = np.zeros((count, count), int)
    np.add.at(confusion, (labels, predicted), 1)
    print(f'accuracy {(predicted == labels).mean():.4f} ({(predicted == labels).sum()} of {len(labels)})')
    for index, name in enumerate(class_names):
        print(f'  {name:<12} {confusion[index, index] / confusion[index].sum():.3f}  {confusion[index].tolist()}')


def folded_convolutions(network):
    """Kernel [3, 3, in, out] and bias [out] of each convolution with its batch normalisation folded in."""
    layers = list(network.features)
    folded = []
    for convolution, norm in zip(layers, layers[1:]):
        if not isinstance(convolution, nn.Conv2d):
            continue
        gain = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).detach().numpy()
        kernel = convolution.weight.detach().numpy() * gain[:, None, None, None]
        bias = norm.bias.detach().numpy() - norm.running_mean.numpy() * gain
        folded.append((kernel.transpose(2, 3, 1, 0).astype(np.float32), bias.astype(np.float32)))
    return folded


def write_keras(network, path, model_name):
    """Writes the network as a Keras 2 Sequential model in HDF5, as `model.save` would, without optimizer state."""
    weights = {name: pair for name, pair in zip(CONV_NAMES, folded_convolutions(network))}
    head = network.head
    weights['dense'] = (head.weight.detach().numpy().T.astype(np.float32), head.bias.detach().numpy())
    layers = keras_layers(head.out_features)
    names = [layer['config']['name'] for layer in layers[1:]]
    with h5py.File(path, 'w') as file:
        file.attrs['keras_version'] = KERAS_VERSION
        file.attrs['backend'] = 'tensorflow'
        config = {'class_name': 'Sequential', 'config': {'name': model_name, 'layers': layers}}
        file.attrs['model_config'] = json.dumps(config)
        group = file.create_group('model_weights')
        group.attrs['backend'] = 'tensorflow'
        group.attrs['keras_version'] = KERAS_VERSION
        group.attrs['layer_names'] = np.array([name.encode() for name in names])
        for name in names:
            write_layer(group.create_group(name), name, weights.get(name, ()))


def write_layer(group, name, arrays):
    labelled = list(zip(('kernel:0', 'bias:0'), arrays))
    weight_names = [f'{name}/{label}'.encode() for label, _ in labelled]
    group.attrs['weight_names'] = np.array(weight_names) if weight_names else np.zeros(0, 'S1')
    for label, array in labelled:
        group.create_dataset(f'{name}/{label}', data=array)


def keras_layers(class_count):
    """Layer configurations in Keras 2 form, the input layer first."""
    shape = [None, INPUT_SIZE, INPUT_SIZE, 3]
    source = {'batch_input_shape': shape, 'dtype': 'float32', 'sparse': False, 'ragged': False}
    layers = [{'class_name': 'InputLayer', 'config': {**source, 'name': 'conv2d_input'}}]
    for index, name in enumerate(CONV_NAMES):
        layers.append(keras_convolution(name, FILTERS[index], shape if index == 0 else None))
        if index % 2 == 1:
            layers.append(keras_pool('max_pooling2d' if index == 1 else 'max_pooling2d_1'))
    average = {'name': 'global_average_pooling2d', 'trainable': True, 'dtype': 'float32'}
    layers.append(
        {'class_name': 'GlobalAveragePooling2D', 'config': {**average, 'data_format': 'channels_last'}}
    )
    dense = {'name': 'dense', 'trainable': True, 'dtype': 'float32', 'units': class_count}
    layers.append({'class_name': 'Dense', 'config': {**dense, 'activation': 'softmax', 'use_bias': True}})
    return layers


def keras_convolution(name, filters, input_shape):
    config = {
        'name': name,
        'trainable': True,
        'dtype': 'float32',
        'filters': filters,
        'kernel_size': [3, 3],
        'strides': [1, 1],
        'padding': 'same',
        'data_format': 'channels_last',
        'dilation_rate': [1, 1],
        'groups': 1,
        'activation': 'relu',
        'use_bias': True,
    }
    if input_shape is not None:
        config['batch_input_shape'] = input_shape
    return {'class_name': 'Conv2D', 'config': config}


def keras_pool(name):
    config = {
        'name': name,
        'trainable': True,
        'dtype': 'float32',
        'pool_size': [2, 2],
        'padding': 'valid',
        'strides': [2, 2],
        'data_format': 'channels_last',
    }
    return {'class_name': 'MaxPooling2D', 'config': config}


def predict_from_file(path, tiles, batch=16):
    """Probabilities computed from the weights of the written file alone: checks the folding and the layout."""
    arrays = read_arrays(path)
    parts = []
    with torch.no_grad():
        for start in range(0, len(tiles), batch):
            values = to_tensor(tiles[start : start + batch])
            for index, name in enumerate(CONV_NAMES):
                kernel, bias = arrays[name]
                values = functional.relu(functional.conv2d(values, kernel.permute(3, 2, 0, 1), bias, padding=1))
                if index % 2 == 1:
                    values = functional.max_pool2d(values, 2)
            kernel, bias = arrays['dense']
            parts.append(torch.softmax(values.mean((2, 3)) @ kernel + bias, 1))
    return torch.cat(parts).numpy()
