"""Writes small Keras 2 HDF5 models and what they compute, by PyTorch in float64 and without Keras.

The layout of the files follows Keras 2.4 (`model_config` and `weight_names` attributes, one group per layer of the
outermost model). Run with a Python that has h5py, numpy and torch:  python3 make_fixtures.py
"""
import json
import math
import os

import h5py
import numpy as np
import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
torch.set_default_dtype(torch.float64)
rng = np.random.default_rng(20240607)


def random(*shape, scale=1.0):
    return (rng.standard_normal(shape) * scale).astype(np.float32)


def t(array):
    return torch.from_numpy(np.asarray(array, dtype=np.float64))


def same(length, window, stride, dilation=1):
    reach = (window - 1) * dilation + 1
    out = -(-length // stride)
    total = max((out - 1) * stride + reach - length, 0)
    return total // 2, total - total // 2


def padded(x, mode, window, stride, dilation=(1, 1), value=0.0):
    """x [N, H, W, C] -> [N, C, H', W'], padded as TensorFlow does."""
    x = x.permute(0, 3, 1, 2)
    if mode == 'same':
        top, bottom = same(x.shape[2], window[0], stride[0], dilation[0])
        left, right = same(x.shape[3], window[1], stride[1], dilation[1])
    elif mode == 'causal':
        top, bottom, left, right = 0, 0, (window[1] - 1) * dilation[1], 0
    else:
        return x
    return F.pad(x, (left, right, top, bottom), value=value)


ACTIVATIONS = {
    'linear': lambda x: x,
    'relu': torch.relu,
    'elu': F.elu,
    'selu': torch.selu,
    'tanh': torch.tanh,
    'sigmoid': torch.sigmoid,
    'softplus': F.softplus,
    'softsign': F.softsign,
    'swish': F.silu,
    'gelu': F.gelu,
    'exponential': torch.exp,
    'hard_sigmoid': lambda x: torch.clamp(0.2 * x + 0.5, 0, 1),
    'softmax': lambda x: torch.softmax(x, -1),
}


class Layer:
    def __init__(self, class_name, name, config, weights, run):
        self.class_name, self.name, self.weights, self.run = class_name, name, weights, run
        self.config = {'name': name, 'trainable': True, 'dtype': 'float32', **config}
        self.calls = []

    def to_json(self, functional):
        entry = {'class_name': self.class_name, 'config': self.config}
        if functional:
            nodes = [[[source, call, 0, {}] for source, call in inputs] for inputs in self.calls]
            entry.update(name=self.name, inbound_nodes=nodes)
        return entry


def simple(class_name, name, run, **config):
    return Layer(class_name, name, config, {}, run)


def conv(name, channels, filters, window, strides=None, padding='valid', activation='linear', bias=True, dilation=None, groups=1):
    one_d = len(window) == 1
    strides, dilation = strides or (1,) * len(window), dilation or (1,) * len(window)
    weights = {'kernel': random(*window, channels // groups, filters, scale=1 / math.sqrt(np.prod(window) * channels))}
    if bias:
        weights['bias'] = random(filters, scale=0.3)
    kernel = weights['kernel'][None] if one_d else weights['kernel']

    def run(x):
        w2, s2, d2 = [((1,) + tuple(v) if one_d else tuple(v)) for v in (window, strides, dilation)]
        y = padded(x[:, None] if one_d else x, padding, w2, s2, d2)
        y = F.conv2d(y, t(kernel).permute(3, 2, 0, 1), t(weights['bias']) if bias else None, s2, 0, d2, groups)
        y = ACTIVATIONS[activation](y.permute(0, 2, 3, 1))
        return y[:, 0] if one_d else y

    config = dict(filters=filters, kernel_size=list(window), strides=list(strides), padding=padding, data_format='channels_last',
                  dilation_rate=list(dilation), groups=groups, activation=activation, use_bias=bias)
    return Layer('Conv1D' if one_d else 'Conv2D', name, config, weights, run)


def depthwise_run(x, kernel, window, strides, padding):
    channels, multiplier = kernel.shape[2:]
    y = padded(x, padding, window, strides)
    outputs = []
    for c in range(channels):
        for m in range(multiplier):
            outputs.append(F.conv2d(y[:, c:c + 1], t(kernel[:, :, c, m])[None, None], None, strides))
    return torch.cat(outputs, 1)


def depthwise(name, channels, multiplier, window, strides=(1, 1), padding='same', activation='linear'):
    weights = {'depthwise_kernel': random(*window, channels, multiplier, scale=0.5), 'bias': random(channels * multiplier, scale=0.2)}

    def run(x):
        y = depthwise_run(x, weights['depthwise_kernel'], window, strides, padding).permute(0, 2, 3, 1)
        return ACTIVATIONS[activation](y + t(weights['bias']))

    config = dict(kernel_size=list(window), strides=list(strides), padding=padding, data_format='channels_last', dilation_rate=[1, 1],
                  depth_multiplier=multiplier, activation=activation, use_bias=True)
    return Layer('DepthwiseConv2D', name, config, weights, run)


def separable(name, channels, filters, window, strides=None, padding='same', activation='linear', multiplier=1):
    one_d = len(window) == 1
    strides = strides or (1,) * len(window)
    count = channels * multiplier
    weights = {
        'depthwise_kernel': random(*window, channels, multiplier, scale=0.5),
        'pointwise_kernel': random(*(1,) * len(window), count, filters, scale=0.5),
        'bias': random(filters, scale=0.2),
    }

    def run(x):
        kernel = weights['depthwise_kernel'][None] if one_d else weights['depthwise_kernel']
        w2, s2 = [((1,) + tuple(v) if one_d else tuple(v)) for v in (window, strides)]
        y = depthwise_run(x[:, None] if one_d else x, kernel, w2, s2, padding).permute(0, 2, 3, 1)
        y = ACTIVATIONS[activation](y @ t(weights['pointwise_kernel']).reshape(count, filters) + t(weights['bias']))
        return y[:, 0] if one_d else y

    config = dict(filters=filters, kernel_size=list(window), strides=list(strides), padding=padding, data_format='channels_last',
                  dilation_rate=[1] * len(window), depth_multiplier=multiplier, activation=activation, use_bias=True)
    return Layer('SeparableConv1D' if one_d else 'SeparableConv2D', name, config, weights, run)


def dense(name, inputs, units, activation='linear', bias=True):
    weights = {'kernel': random(inputs, units, scale=1.5 / math.sqrt(inputs))}
    if bias:
        weights['bias'] = random(units, scale=0.3)
    run = lambda x: ACTIVATIONS[activation](x @ t(weights['kernel']) + (t(weights['bias']) if bias else 0))
    return Layer('Dense', name, dict(units=units, activation=activation, use_bias=bias), weights, run)


def batch_norm(name, channels, axis, scale=True, center=True, epsilon=0.001):
    weights = {}
    if scale:
        weights['gamma'] = 1 + random(channels, scale=0.3)
    if center:
        weights['beta'] = random(channels, scale=0.3)
    weights['moving_mean'] = random(channels, scale=0.5)
    weights['moving_variance'] = np.abs(random(channels)) + np.float32(0.2)

    def run(x):
        y = (x - t(weights['moving_mean'])) / torch.sqrt(t(weights['moving_variance']) + epsilon)
        return y * (t(weights['gamma']) if scale else 1) + (t(weights['beta']) if center else 0)

    return Layer('BatchNormalization', name, dict(axis=axis, momentum=0.99, epsilon=epsilon, center=center, scale=scale), weights, run)


def pool(kind, name, window, strides=None, padding='valid'):
    one_d = len(window) == 1
    strides = strides or window

    def run(x):
        w2, s2 = [((1,) + tuple(v) if one_d else tuple(v)) for v in (window, strides)]
        x = x[:, None] if one_d else x
        if kind == 'Max':
            y = F.max_pool2d(padded(x, padding, w2, s2, value=-math.inf), w2, s2)
        else:
            ones = torch.ones_like(x)
            y = F.avg_pool2d(padded(x, padding, w2, s2), w2, s2) / F.avg_pool2d(padded(ones, padding, w2, s2), w2, s2)
        y = y.permute(0, 2, 3, 1)
        return y[:, 0] if one_d else y

    return simple(f'{kind}Pooling{len(window)}D', name, run, pool_size=list(window), strides=list(strides), padding=padding,
                  data_format='channels_last')


def normalization(name, channels):
    weights = {'mean': random(channels, scale=0.3), 'variance': np.abs(random(channels)) + np.float32(0.5)}
    run = lambda x: (x - t(weights['mean'])) / torch.sqrt(t(weights['variance']))
    layer = Layer('Normalization', name, dict(axis=[-1]), weights, run)
    layer.weights = {**weights, 'count': np.zeros((), dtype=np.int64)}
    return layer


def prelu(name, shape, shared_axes):
    weights = {'alpha': np.abs(random(*shape, scale=0.2))}
    return Layer('PReLU', name, dict(shared_axes=shared_axes), weights, lambda x: torch.where(x > 0, x, x * t(weights['alpha'])))


def zero_pad(x, margins):
    (top, bottom), (left, right) = margins
    return F.pad(x, (0, 0, left, right, top, bottom))


def bilinear(x, size):
    return F.interpolate(x.permute(0, 3, 1, 2), size=size, mode='bilinear', align_corners=False).permute(0, 2, 3, 1)


def relu_layer(name, max_value, slope, threshold):
    def run(x):
        y = torch.where(x >= threshold, x, slope * (x - threshold))
        return torch.where(x >= max_value, torch.full_like(x, max_value), y)
    return simple('ReLU', name, run, max_value=max_value, negative_slope=slope, threshold=threshold)


class Sequential:
    class_name = 'Sequential'

    def __init__(self, name, shape, layers):
        self.name, self.shape, self.layers, self.calls = name, shape, layers, []

    def config_json(self):
        first = {'class_name': 'InputLayer', 'config': {'batch_input_shape': [None, *self.shape], 'dtype': 'float32', 'sparse': False,
                                                        'ragged': False, 'name': f'{self.layers[0].name}_input'}}
        return {'name': self.name, 'layers': [first] + [layer.to_json(False) for layer in self.layers]}

    def to_json(self, functional):
        nodes = [[[source, call, 0, {}] for source, call in inputs] for inputs in self.calls]
        return {'class_name': self.class_name, 'config': self.config_json(), 'name': self.name, 'inbound_nodes': nodes}

    def run(self, x, values=None):
        for layer in self.layers:
            x = layer.run(x)
            if values is not None:
                values[layer.name] = x
        return x

    @property
    def weights(self):
        return {f'{layer.name}/{key}': value for layer in self.layers for key, value in flat_weights(layer).items()}


class Functional:
    class_name = 'Functional'

    def __init__(self, name, shape):
        self.name, self.shape, self.layers, self.calls, self.steps = name, shape, [], [], []
        self.input = ('input_1', 0)

    def __call__(self, layer, *inputs):
        if layer not in self.layers:
            self.layers.append(layer)
        layer.calls.append(list(inputs))
        value = (layer.name, len(layer.calls) - 1)
        self.steps.append((layer, inputs, value))
        self.output = value
        return value

    def config_json(self):
        first = {'class_name': 'InputLayer', 'name': 'input_1', 'inbound_nodes': [],
                 'config': {'batch_input_shape': [None, *self.shape], 'dtype': 'float32', 'sparse': False, 'ragged': False, 'name': 'input_1'}}
        layers = [first] + [layer.to_json(True) for layer in self.layers]
        return {'name': self.name, 'layers': layers, 'input_layers': [['input_1', 0, 0]], 'output_layers': [[*self.output, 0]]}

    def run(self, x, values=None):
        known = {self.input: x}
        for layer, inputs, value in self.steps:
            known[value] = layer.run(*[known[key] for key in inputs])
            if values is not None:
                values[value[0] + (f':{value[1]}' if value[1] else '')] = known[value]
        return known[self.output]

    to_json = Sequential.to_json

    @property
    def weights(self):
        return Sequential.weights.fget(self)


def flat_weights(layer):
    """Weights by name; those of a nested model keep the names of the layers inside."""
    return layer.weights


def save(model, path, libver):
    with h5py.File(path, 'w', libver=libver) as file:
        file.attrs['keras_version'] = b'2.4.0'
        file.attrs['backend'] = b'tensorflow'
        file.attrs['model_config'] = json.dumps({'class_name': model.class_name, 'config': model.config_json()}).encode()
        group = file.create_group('model_weights')
        group.attrs['layer_names'] = [layer.name.encode() for layer in model.layers]
        for layer in model.layers:
            inside = group.create_group(layer.name)
            nested = isinstance(layer, (Sequential, Functional))
            names = {(key if nested else f'{layer.name}/{key}') + ':0': value for key, value in layer.weights.items()}
            inside.attrs['weight_names'] = [name.encode() for name in names]
            for name, value in names.items():
                inside.create_dataset(name, data=value)


def numbers(tensor):
    return {'shape': list(tensor.shape), 'values': [float(f'{value:.7g}') for value in tensor.detach().reshape(-1).tolist()]}


def write(model, taps, gradient_of=None, seed_class=1, batch=2, libver='earliest'):
    """Saves the model, a batch of inputs, its output and some layers; optionally gradients of one logit."""
    save(model, os.path.join(HERE, f'{model.name}.h5'), libver)
    x = t(random(batch, *model.shape)).requires_grad_()
    values = {}
    output = model.run(x, values)
    record = {'input': numbers(x), 'output': numbers(output), 'layers': {name: numbers(values[name]) for name in taps}}
    if gradient_of is not None:
        wanted = [x] + [values[name] for name in taps]
        gradients = torch.autograd.grad(gradient_of(values)[:, seed_class].sum(), wanted)
        record['gradients'] = {name: numbers(g) for name, g in zip(['input'] + list(taps), gradients)}
    with open(os.path.join(HERE, f'{model.name}.json'), 'w') as file:
        json.dump(record, file)
        file.write('\n')


identity = lambda x: x

sequential = Sequential('sequential', (11, 10, 3), [
    simple('Rescaling', 'rescaling', lambda x: x * 0.5 + 0.1, scale=0.5, offset=0.1),
    normalization('normalization', 3),
    simple('ZeroPadding2D', 'zero_padding', lambda x: zero_pad(x, ((1, 0), (2, 1))), padding=[[1, 0], [2, 1]], data_format='channels_last'),
    conv('conv_strided', 3, 6, (3, 4), (2, 3), 'same', 'relu'),
    batch_norm('batch_norm', 6, [3]),
    simple('Activation', 'activation', torch.tanh, activation='tanh'),
    conv('conv_dilated', 6, 4, (2, 2), None, 'same', 'swish', dilation=(2, 1)),
    conv('conv_grouped', 4, 6, (1, 1), groups=2),
    separable('separable', 6, 4, (3, 3), (1, 1), 'same', 'elu', multiplier=2),
    simple('LeakyReLU', 'leaky', lambda x: F.leaky_relu(x, 0.15), alpha=0.15),
    simple('UpSampling2D', 'up_nearest', lambda x: x.repeat_interleave(2, 1).repeat_interleave(3, 2), size=[2, 3],
           data_format='channels_last', interpolation='nearest'),
    depthwise('depthwise', 4, 2, (3, 2), (2, 2), 'same', 'softsign'),
    relu_layer('relu_bounded', 0.8, 0.1, 0.05),
    prelu('prelu', (1, 1, 8), [1, 2]),
    pool('Max', 'max_pool', (3, 3), (2, 2), 'same'),
    simple('UpSampling2D', 'up_bilinear', lambda x: bilinear(x, (x.shape[1] * 2, x.shape[2] * 2)), size=[2, 2],
           data_format='channels_last', interpolation='bilinear'),
    pool('Average', 'average_pool', (2, 3), (1, 2), 'same'),
    simple('Cropping2D', 'cropping', lambda x: x[:, 1:, :-1], cropping=[[1, 0], [0, 1]], data_format='channels_last'),
    simple('SpatialDropout2D', 'spatial_dropout', identity, rate=0.3),
    simple('GaussianNoise', 'noise', identity, stddev=0.3),
    simple('Permute', 'permute', lambda x: x.permute(0, 3, 1, 2), dims=[3, 1, 2]),
    simple('Reshape', 'reshape', lambda x: x.reshape(x.shape[0], -1, 4), target_shape=[-1, 4]),
    simple('Flatten', 'flatten', lambda x: x.reshape(x.shape[0], -1), data_format='channels_last'),
    simple('Dropout', 'dropout', identity, rate=0.5),
])
width = sequential.run(torch.zeros(1, 11, 10, 3)).shape[1]
sequential.layers += [
    dense('dense_gelu', width, 7, 'gelu'),
    simple('ELU', 'elu', lambda x: F.elu(x, 0.7), alpha=0.7),
    dense('dense_selu', 7, 6, 'selu', bias=False),
    simple('ThresholdedReLU', 'thresholded', lambda x: x * (x > 0.1), theta=0.1),
    dense('dense_hard', 6, 6, 'hard_sigmoid'),
    dense('dense_last', 6, 5),
    simple('Softmax', 'softmax', lambda x: torch.softmax(x, -1), axis=-1),
]
write(sequential, ['conv_strided', 'separable', 'depthwise', 'max_pool', 'average_pool', 'permute', 'dense_last'],
      lambda values: values['dense_last'], libver='latest')

functional = Functional('functional', (8, 8, 3))
shared = conv('shared', 4, 4, (3, 3), None, 'same', 'relu')
inner = Functional('inner', (8, 8, 4))
first = inner(conv('inner_conv', 4, 4, (3, 3), None, 'same', 'tanh'), inner.input)
inner(simple('Add', 'inner_add', lambda a, b: a + b), first, inner.input)
block = Sequential('block', (8, 8, 4), [conv('block_conv', 4, 3, (2, 2), (2, 2)), batch_norm('block_norm', 3, [3], scale=False)])
stem = functional(conv('stem', 3, 4, (3, 3), None, 'same'), functional.input)
once = functional(shared, stem)
twice = functional(shared, once)
nested = functional(inner, twice)
nested_again = functional(inner, nested)
product = functional(simple('Multiply', 'multiply', lambda a, b: a * b), nested_again, once)
difference = functional(simple('Subtract', 'subtract', lambda a, b: a - b), product, stem)
mean = functional(simple('Average', 'average', lambda a, b, c: (a + b + c) / 3), once, twice, difference)
larger = functional(simple('Maximum', 'maximum', torch.maximum), mean, stem)
halved = functional(block, larger)
pooled = functional(pool('Max', 'max_pool', (2, 2)), larger)
joined = functional(simple('Concatenate', 'concatenate', lambda a, b: torch.cat([a, b], 3), axis=3), halved, pooled)
flat = functional(simple('GlobalAveragePooling2D', 'global_average', lambda x: x.mean((1, 2)), data_format='channels_last'), joined)
peak = functional(simple('GlobalMaxPooling2D', 'global_max', lambda x: x.amax((1, 2)), data_format='channels_last'), joined)
both = functional(simple('Concatenate', 'concatenate_1', lambda a, b: torch.cat([a, b], 1), axis=-1), flat, peak)
last = functional(dense('logits', 14, 4), both)
functional(simple('Activation', 'probabilities', lambda x: torch.softmax(x, -1), activation='softmax'), last)
write(functional, ['stem', 'shared', 'shared:1', 'maximum', 'concatenate', 'logits'], lambda values: values['logits'])

signal = Sequential('signal', (20, 2), [
    conv('conv_causal', 2, 4, (3,), None, 'causal', 'relu', dilation=(2,)),
    batch_norm('batch_norm', 4, -1, center=False),
    pool('Max', 'max_pool', (3,), (2,), 'same'),
    separable('separable', 4, 5, (3,), (1,), 'same', 'tanh'),
    simple('ZeroPadding1D', 'zero_padding', lambda x: F.pad(x, (0, 0, 2, 1)), padding=[2, 1]),
    pool('Average', 'average_pool', (2,), (2,), 'valid'),
    simple('UpSampling1D', 'up', lambda x: x.repeat_interleave(2, 1), size=2),
    simple('Cropping1D', 'cropping', lambda x: x[:, 1:-2], cropping=[1, 2]),
    conv('conv_strided', 5, 4, (4,), (3,), 'same', 'linear', bias=False),
    simple('Permute', 'permute', lambda x: x.permute(0, 2, 1), dims=[2, 1]),
    simple('GlobalMaxPooling1D', 'global_max', lambda x: x.amax(1), data_format='channels_last'),
])
width = signal.run(torch.zeros(1, 20, 2)).shape[1]
signal.layers.append(dense('dense', width, 1, 'sigmoid'))
write(signal, ['conv_causal', 'max_pool', 'separable', 'average_pool', 'conv_strided', 'global_max'])

residual = Functional('residual', (24, 24, 3))
relu = lambda name: simple('Activation', name, torch.relu, activation='relu')


def normalized(x, name, channels, filters, window, stride, activate=True):
    x = residual(conv(f'{name}_conv', channels, filters, window, (stride, stride), 'same', bias=False), x)
    x = residual(batch_norm(f'{name}_norm', filters, [3]), x)
    return residual(relu(f'{name}_relu'), x) if activate else x


def residual_block(x, name, channels, filters, stride):
    way = normalized(x, f'{name}_1', channels, filters, (3, 3), stride)
    way = normalized(way, f'{name}_2', filters, filters, (3, 3), 1, activate=False)
    if stride != 1 or channels != filters:
        x = normalized(x, f'{name}_0', channels, filters, (1, 1), stride, activate=False)
    x = residual(simple('Add', f'{name}_add', lambda a, b: a + b), x, way)
    return residual(relu(f'{name}_out'), x)


x = normalized(residual.input, 'stem', 3, 4, (3, 3), 2)
x = residual(simple('ZeroPadding2D', 'pool_pad', lambda x: zero_pad(x, ((1, 1), (1, 1))), padding=[[1, 1], [1, 1]],
                    data_format='channels_last'), x)
x = residual(pool('Max', 'pool', (3, 3), (2, 2)), x)
x = residual_block(x, 'stage1', 4, 4, 1)
x = residual_block(x, 'stage2a', 4, 6, 2)
x = residual_block(x, 'stage2b', 6, 6, 1)
x = residual_block(x, 'stage3', 6, 8, 2)
x = residual(simple('GlobalAveragePooling2D', 'average', lambda x: x.mean((1, 2)), data_format='channels_last'), x)
residual(dense('predictions', 8, 3), x)
write(residual, ['stem_relu', 'stage1_out', 'stage2b_out', 'stage3_out'], lambda values: values['predictions'], batch=1,
      libver='latest')
