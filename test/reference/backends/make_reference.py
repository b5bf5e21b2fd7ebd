"""Writes reference.json: PyTorch's numbers for windowed ops, in the layout and with the attributes of our graphs.

    python3 make_reference.py        the committed file: PyTorch 1.13.0 (Debian 12), float64
Inputs are multiples of 1/32, so that float32 holds them exactly and windows hold equal maxima.
"""
import json
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(20)


def draw(*shape):
    return (torch.randint(-64, 65, shape) / 32).double()


def first(x):
    """Channels-last to channels-first."""
    return x.permute(0, 3, 1, 2)


def last(x):
    return x.permute(0, 2, 3, 1)


def array(x):
    return {'shape': list(x.shape), 'data': [float(f'{value:.9g}') for value in x.detach().reshape(-1).tolist()]}


def padded(x, padding, value=0.0):
    top, bottom, left, right = padding
    return F.pad(x, (left, right, top, bottom), value=value)


CONVOLUTIONS = [
    # name, size, channels, kernel [kh, kw, C / groups, K], strides, padding, dilations, groups
    ('plain', (5, 6), 2, (3, 3, 2, 3), (1, 1), (0, 0, 0, 0), (1, 1), 1),
    ('strides 2x3', (7, 8), 2, (3, 2, 2, 3), (2, 3), (0, 0, 0, 0), (1, 1), 1),
    ('asymmetric padding, stride 2', (6, 6), 2, (3, 3, 2, 2), (2, 2), (0, 1, 0, 1), (1, 1), 1),
    ('uneven padding on all sides', (4, 5), 3, (3, 4, 3, 2), (1, 1), (2, 0, 1, 3), (1, 1), 1),
    ('dilations 2x3', (7, 9), 2, (3, 3, 2, 2), (1, 1), (2, 2, 3, 3), (2, 3), 1),
    ('strided and dilated', (9, 8), 1, (2, 3, 1, 2), (2, 2), (1, 0, 2, 1), (3, 2), 1),
    ('depthwise', (5, 4), 4, (3, 3, 1, 4), (1, 1), (1, 1, 1, 1), (1, 1), 4),
    ('depthwise, two filters per channel, stride 2', (6, 5), 2, (3, 3, 1, 4), (2, 2), (1, 1, 1, 1), (1, 1), 2),
    ('signal', (1, 11), 2, (1, 5, 2, 2), (1, 2), (0, 0, 2, 2), (1, 1), 1),
    ('few filters of many channels', (3, 4), 32, (3, 3, 32, 1), (1, 1), (1, 1, 1, 1), (1, 1), 1),
]

POOLINGS = [
    # name, size, channels, window, strides, padding
    ('2x2', (4, 6), 2, (2, 2), (2, 2), (0, 0, 0, 0)),
    ('2x2 that leaves a row and a column over', (5, 5), 2, (2, 2), (2, 2), (0, 0, 0, 0)),
    ('3x3, stride 2, overlapping', (5, 7), 2, (3, 3), (2, 2), (1, 1, 1, 1)),
    ('3x2, stride 1x2, asymmetric padding', (5, 6), 2, (3, 2), (1, 2), (1, 0, 0, 1)),
    ('signal', (1, 9), 3, (1, 3), (1, 2), (0, 0, 1, 1)),
]


def convolution_cases():
    for name, size, channels, shape, strides, padding, dilations, groups in CONVOLUTIONS:
        x = draw(2, *size, channels).requires_grad_()
        kernel = draw(*shape)
        y = last(F.conv2d(padded(first(x), padding), kernel.permute(3, 2, 0, 1), None, strides, 0, dilations, groups))
        upstream = draw(*y.shape)
        y.backward(upstream)
        op = {'strides': strides, 'padding': padding, 'dilations': dilations, 'groups': groups}
        yield case(f'conv2d, {name}', {'type': 'conv2d', **op}, [x], y, kernel)
        gradient = {'type': 'conv2dInputGradient', **op, 'inputSize': size}
        yield case(f'conv2dInputGradient, {name}', gradient, [upstream], x.grad, kernel)


def average(x, window, strides, padding):
    """Mean over the pixels that are there: padding does not count."""
    total = F.avg_pool2d(padded(x, padding), window, strides)
    return total / F.avg_pool2d(padded(torch.ones_like(x), padding), window, strides)


def pooling_cases():
    for name, size, channels, window, strides, padding in POOLINGS:
        op = {'window': window, 'strides': strides, 'padding': padding}
        x = draw(2, *size, channels).requires_grad_()
        y = last(F.max_pool2d(padded(first(x), padding, float('-inf')), window, strides))
        upstream = draw(*y.shape)
        y.backward(upstream)
        yield case(f'maxPool, {name}', {'type': 'maxPool', **op}, [x], y)
        yield case(f'maxPoolGradient, {name}', {'type': 'maxPoolGradient', **op}, [x, y, upstream], x.grad)
        x = draw(2, *size, channels).requires_grad_()
        y = last(average(first(x), window, strides, padding))
        y.backward(upstream)
        yield case(f'avgPool, {name}', {'type': 'avgPool', **op}, [x], y)
        yield case(f'avgPoolGradient, {name}', {'type': 'avgPoolGradient', **op, 'inputSize': size}, [upstream], x.grad)


def other_cases():
    for (height, width), (to_height, to_width) in [((3, 4), (7, 9)), ((2, 3), (8, 6)), ((6, 7), (2, 5)), ((1, 5), (1, 12))]:
        x = draw(2, height, width, 2)
        y = last(F.interpolate(first(x), size=(to_height, to_width), mode='bilinear', align_corners=False))
        op = {'type': 'resizeBilinear', 'height': to_height, 'width': to_width}
        yield case(f'resizeBilinear, {height}x{width} to {to_height}x{to_width}', op, [x], y)
    logits = draw(3, 7) * 20
    yield case('softmax, large logits', {'type': 'softmax'}, [logits], F.softmax(logits, dim=-1))
    pixels = draw(2, 2, 3, 4)
    yield case('softmax over channels', {'type': 'softmax'}, [pixels], F.softmax(pixels, dim=-1))


def case(name, op, inputs, expected, kernel=None):
    result = {'name': name, 'op': op, 'inputs': [array(x) for x in inputs], 'expected': array(expected)}
    return result if kernel is None else {**result, 'kernel': array(kernel)}


cases = [*convolution_cases(), *pooling_cases(), *other_cases()]
lines = ',\n'.join(json.dumps(it, separators=(',', ':')) for it in cases)
target = pathlib.Path(__file__).with_name('reference.json')
target.write_text(f'[\n{lines}\n]\n')
