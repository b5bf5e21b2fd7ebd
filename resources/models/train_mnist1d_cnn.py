"""Trains the built-in sample network on MNIST-1D and writes `mnist1d-cnn.h5` (Keras 2.4 layout).

    python3 train_mnist1d_cnn.py            trains on the 4000 training signals, prints the accuracy on the 1000 test signals
    python3 train_mnist1d_cnn.py --validate holds out every fifth training signal instead, and writes nothing
Needs numpy, scipy, torch, h5py. One thread, so that a machine of the same kind gives the same weights.
"""
import json
import pathlib
import sys
import time

import h5py
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from mnist1d_data import generate

SEED, EPOCHS, BATCH, PEAK_RATE, WEIGHT_DECAY, SMOOTHING, DROPOUT = 3, 60, 64, 4e-3, 0.05, 0.05, 0.4
# (name, filters, kernel size); None is a pooling layer of width 2
BLOCKS = [('conv1d', 32, 5), ('conv1d_1', 32, 5), None, ('conv1d_2', 48, 3), ('conv1d_3', 48, 3), None, ('conv1d_4', 64, 3)]
HERE = pathlib.Path(__file__).resolve().parent


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        layers, channels = [], 1
        for block in BLOCKS:
            if block is None:
                layers.append(nn.MaxPool1d(2))
                continue
            _, filters, width = block
            layers += [nn.Conv1d(channels, filters, width, padding=width // 2, bias=False), nn.BatchNorm1d(filters), nn.ReLU()]
            channels = filters
        self.features = nn.Sequential(*layers)
        self.dropout = nn.Dropout(DROPOUT)
        self.head = nn.Linear(channels * 10, 10)

    def forward(self, signals):
        # Keras flattens [position, channel]
        flat = self.features(signals[:, None, :]).transpose(1, 2).flatten(1)
        return self.head(self.dropout(flat))


def train(signals, labels):
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    network = Network()
    signals, labels = torch.tensor(signals, dtype=torch.float32), torch.tensor(labels)
    optimiser = torch.optim.AdamW(network.parameters(), lr=PEAK_RATE, weight_decay=WEIGHT_DECAY)
    steps = EPOCHS * (len(labels) // BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, PEAK_RATE, total_steps=steps, pct_start=0.2)
    for epoch in range(EPOCHS):
        order, total = torch.randperm(len(labels)), 0.0
        for start in range(0, len(labels) - BATCH + 1, BATCH):
            chosen = order[start:start + BATCH]
            loss = F.cross_entropy(network(signals[chosen]), labels[chosen], label_smoothing=SMOOTHING)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        if epoch % 10 == 9:
            print(f'epoch {epoch + 1} loss {total / (len(labels) // BATCH):.4f}', flush=True)
    return network.eval()


def folded_layers(network):
    """Batch normalisation folded into each convolution; kernels as Keras stores them, [width, in, out]."""
    weights, modules = {}, list(network.features)
    names = iter([block[0] for block in BLOCKS if block])
    for index, module in enumerate(modules):
        if not isinstance(module, nn.Conv1d):
            continue
        norm = modules[index + 1]
        factor = (norm.weight / torch.sqrt(norm.running_var + norm.eps)).detach().numpy()
        kernel = module.weight.detach().numpy() * factor[:, None, None]
        bias = norm.bias.detach().numpy() - norm.running_mean.numpy() * factor
        weights[next(names)] = (kernel.transpose(2, 1, 0), bias)
    weights['dense'] = (network.head.weight.detach().numpy().T, network.head.bias.detach().numpy())
    return {name: [np.ascontiguousarray(value, dtype='<f4') for value in pair] for name, pair in weights.items()}


def layer_configs():
    common = {'trainable': True, 'dtype': 'float32'}
    configs = [('InputLayer', {'batch_input_shape': [None, 40, 1], 'dtype': 'float32', 'sparse': False, 'ragged': False, 'name': 'conv1d_input'})]
    pools = 0
    for block in BLOCKS:
        if block is None:
            name = 'max_pooling1d' if pools == 0 else f'max_pooling1d_{pools}'
            pools += 1
            configs.append(('MaxPooling1D', {'name': name, **common, 'pool_size': [2], 'padding': 'valid', 'strides': [2], 'data_format': 'channels_last'}))
            continue
        name, filters, width = block
        first = {'batch_input_shape': [None, 40, 1]} if name == 'conv1d' else {}
        configs.append(('Conv1D', {'name': name, **common, **first, 'filters': filters, 'kernel_size': [width], 'strides': [1], 'padding': 'same', 'data_format': 'channels_last', 'dilation_rate': [1], 'groups': 1, 'activation': 'relu', 'use_bias': True}))
    configs.append(('Flatten', {'name': 'flatten', **common, 'data_format': 'channels_last'}))
    configs.append(('Dropout', {'name': 'dropout', **common, 'rate': DROPOUT, 'noise_shape': None, 'seed': None}))
    configs.append(('Dense', {'name': 'dense', **common, 'units': 10, 'activation': 'softmax', 'use_bias': True}))
    return [{'class_name': kind, 'config': config} for kind, config in configs]


def write_keras(path, weights):
    layers = layer_configs()
    names = [layer['config']['name'] for layer in layers[1:]]
    with h5py.File(path, 'w') as file:
        file.attrs['keras_version'] = '2.4.0'
        file.attrs['backend'] = 'tensorflow'
        file.attrs['model_config'] = json.dumps({'class_name': 'Sequential', 'config': {'name': 'mnist1d_cnn', 'layers': layers}})
        root = file.create_group('model_weights')
        root.attrs['backend'] = 'tensorflow'
        root.attrs['keras_version'] = '2.4.0'
        root.attrs['layer_names'] = np.array([name.encode() for name in names])
        for name in names:
            group = root.create_group(name)
            pairs = list(zip(['kernel:0', 'bias:0'], weights.get(name, [])))
            group.attrs['weight_names'] = np.array([f'{name}/{key}'.encode() for key, _ in pairs]) if pairs else np.zeros(0, 'S1')
            for key, value in pairs:
                group.create_dataset(f'{name}/{key}', data=value)


def forward_folded(weights, signals):
    """The forward pass of the written weights, in float64, so that the card's figures are those of the file."""
    values = signals[:, :, None]
    for block in BLOCKS:
        if block is None:
            values = values.reshape(len(values), -1, 2, values.shape[2]).max(axis=2)
            continue
        kernel, bias = weights[block[0]]
        width = kernel.shape[0]
        padded = np.pad(values, ((0, 0), (width // 2, width // 2), (0, 0)))
        windows = [padded[:, offset:offset + values.shape[1]] @ kernel[offset] for offset in range(width)]
        values = np.maximum(sum(windows) + bias, 0)
    kernel, bias = weights['dense']
    logits = values.reshape(len(values), -1) @ kernel + bias
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def main():
    validate = '--validate' in sys.argv
    (signals, labels), (test_signals, test_labels) = generate(42)
    if validate:
        held = np.arange(len(labels)) % 5 == 4
        signals, labels, test_signals, test_labels = signals[~held], labels[~held], signals[held], labels[held]
    started = time.time()
    weights = folded_layers(train(signals, labels))
    predicted = forward_folded(weights, test_signals).argmax(axis=1)
    right = predicted == test_labels
    print(f'accuracy {right.mean():.4f} ({right.sum()} of {len(right)}), {time.time() - started:.0f} s')
    print('by class', ' '.join(f'{right[test_labels == digit].mean():.3f}' for digit in range(10)))
    print('training accuracy', (forward_folded(weights, signals).argmax(axis=1) == labels).mean())
    if not validate:
        write_keras(HERE / 'mnist1d-cnn.h5', weights)


if __name__ == '__main__':
    main()
