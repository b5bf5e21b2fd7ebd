"""Attribution maps of test/reference/models/residual.h5, by PyTorch in float64: nothing of Eosin, every rule written out here.

Class 1, logit, but Score-CAM (probability). Run with a Python that has h5py, numpy and torch:  python3 residual_maps.py
"""
import json
import os

import h5py
import numpy as np
import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
MODELS = os.path.join(HERE, '..', 'models')
torch.set_default_dtype(torch.float64)
TARGET, EPS, GAMMA = 1, 1e-6, 0.25

weights = {}
with h5py.File(os.path.join(MODELS, 'residual.h5')) as file:
    file['model_weights'].visititems(lambda name, item: weights.update({name.split('/', 1)[1].replace(':0', ''): np.array(item, np.float64)})
                                     if isinstance(item, h5py.Dataset) else None)
record = json.load(open(os.path.join(MODELS, 'residual.json')))['input']
x = torch.tensor(record['values']).reshape(record['shape']).permute(0, 3, 1, 2)
SIZE = x.shape[2:]


def folded(name):
    """Kernel [K, C, kh, kw] and bias of a convolution with the normalisation behind it."""
    norm = lambda key: torch.tensor(weights[f'{name}_norm/{key}'])
    scale = norm('gamma') / torch.sqrt(norm('moving_variance') + 0.001)
    kernel = torch.tensor(weights[f'{name}_conv/kernel']).permute(3, 2, 0, 1) * scale[:, None, None, None]
    return kernel, norm('beta') - norm('moving_mean') * scale


def same(x, window, stride):
    pads = []
    for length in (x.shape[3], x.shape[2]):
        total = max((-(-length // stride) - 1) * stride + window - length, 0)
        pads += [total // 2, total - total // 2]
    return F.pad(x, pads)


def conv(x, kernel, bias, stride):
    return F.conv2d(same(x, kernel.shape[2], stride), kernel, bias, stride)


def plain(x, name, stride):
    return conv(x, *folded(name), stride)


def forward(x, taps=None, layer=plain, relu=F.relu, add=torch.add, mean=lambda x: x.mean((2, 3)), replace=None):
    """Logits. `taps` collects values by layer name; `replace` exchanges one for another."""
    def tap(name, value):
        if replace is not None and name in replace:
            value = replace[name]
        if taps is not None:
            if value.requires_grad:
                value.retain_grad()
            taps[name] = value
        return value

    def block(x, name, stride, projected):
        way = tap(f'{name}_1_relu', relu(tap(f'{name}_1_norm', layer(x, f'{name}_1', stride))))
        way = tap(f'{name}_2_norm', layer(way, f'{name}_2', 1))
        if projected:
            x = tap(f'{name}_0_norm', layer(x, f'{name}_0', stride))
        return tap(f'{name}_out', relu(add(x, way)))

    x = tap('stem_relu', relu(tap('stem_norm', layer(x, 'stem', 2))))
    x = F.max_pool2d(F.pad(x, (1, 1, 1, 1)), 3, 2)
    x = block(x, 'stage1', 1, False)
    x = block(x, 'stage2a', 2, True)
    x = block(x, 'stage2b', 1, False)
    x = block(x, 'stage3', 2, True)
    kernel, bias = [torch.tensor(weights[f'predictions/{key}']) for key in ('kernel', 'bias')]
    x = mean(x)
    return layer(x, (kernel, bias), None) if layer is not plain else x @ kernel + bias


def upsample(map):
    return F.interpolate(map, size=SIZE, mode='bilinear', align_corners=False)


results = {}


def keep(name, values, digits=8):
    results[name] = [float(f'{value:.{digits}g}') for value in torch.as_tensor(values).detach().reshape(-1).tolist()]


def gradient(x, **options):
    x = x.clone().requires_grad_()
    return torch.autograd.grad(forward(x, **options)[:, TARGET].sum(), x)[0]


# Class activation maps at two depths.
for name in ('stage1_out', 'stage2b_out'):
    taps = {}
    forward(x.clone().requires_grad_(), taps)[:, TARGET].sum().backward()
    A, g = taps[name].detach(), taps[name].grad
    total = A.sum((2, 3), keepdim=True)
    alpha = torch.where(g != 0, g ** 2 / (2 * g ** 2 + g ** 3 * total + 1e-6), torch.zeros_like(g))
    maps = {
        'grad-cam': (g.mean((2, 3), keepdim=True) * A).sum(1, keepdim=True),
        'grad-cam-plus-plus': ((alpha * F.relu(g)).sum((2, 3), keepdim=True) * A).sum(1, keepdim=True),
        'xgrad-cam': ((g * A).sum((2, 3), keepdim=True) / (total + 1e-7) * A).sum(1, keepdim=True),
        'layer-cam': (F.relu(g) * A).sum(1, keepdim=True),
        'hires-cam': (g * A).sum(1, keepdim=True),
    }
    for method, map in maps.items():
        keep(f'{method} {name}', upsample(F.relu(map)))

with torch.no_grad():
    # Within a block, so that a way around it exists.
    taps = {}
    score = forward(x, taps)[0, TARGET]
    A = taps['stage1_1_relu']
    drops = []
    for k in range(A.shape[1]):
        ablated = A.clone()
        ablated[:, k] = 0
        drops.append(score - forward(x, replace={'stage1_1_relu': ablated})[0, TARGET])
    keep('ablation-cam stage1_1_relu', upsample(F.relu((torch.stack(drops)[None, :, None, None] * A).sum(1, keepdim=True))))
    A = taps['stage1_out']
    U = upsample(A)
    low, high = U.amin((2, 3), keepdim=True), U.amax((2, 3), keepdim=True)
    masks = ((U - low) / (high - low + 1e-6))[0][:, None]
    scores = torch.softmax(forward(x * masks), 1)[:, TARGET] * (high > low)[0, :, 0, 0]
    keep('score-cam stage1_out', upsample(F.relu((scores[None, :, None, None] * A).sum(1, keepdim=True))))

# Integrated gradients from black, 50 Gauss-Legendre nodes; SmoothGrad over 20000 copies.
nodes, shares = np.polynomial.legendre.leggauss(50)
keep('leggauss nodes', (1 + nodes) / 2, 17)
keep('leggauss weights', shares / 2, 17)
points = torch.tensor((1 + nodes) / 2)[:, None, None, None] * x
keep('integrated-gradients', (x * (torch.tensor(shares / 2)[:, None, None, None] * gradient(points)).sum(0, keepdim=True)).sum(1))
generator = torch.Generator().manual_seed(1)
deviation = 0.15 * (x.max() - x.min())
chunks = [gradient(x + deviation * torch.randn((500, *x.shape[1:]), generator=generator)) for _ in range(40)]
keep('smooth-grad', torch.cat(chunks).mean(0).sum(0))
keep('smooth-grad variance', torch.cat(chunks).sum(1).var(0))


class Guided(torch.autograd.Function):
    @staticmethod
    def forward(context, x):
        context.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(context, upstream):
        return upstream.clamp(min=0) * (context.saved_tensors[0] > 0)


keep('guided-backprop', gradient(x, relu=Guided.apply).sum(1))

# FullGrad.
taps, source = {}, x.clone().requires_grad_()
logit = forward(source, taps)[:, TARGET].sum()
logit.backward()


def psi(term):
    term = term.abs() - term.abs().min()
    return upsample(term / term.max()).sum(1)


terms = [source.grad * x] + [folded(name[:-5])[1][:, None, None] * taps[name].grad for name in taps if name.endswith('_norm')]
keep('full-grad', sum(psi(term) for term in terms))
keep('full-grad sums', torch.stack([term.sum() for term in terms]))
assert abs(sum(term.sum() for term in terms) + weights['predictions/bias'][TARGET] - logit) < 1e-9


# LRP: surrogate layers whose gradient times input is the relevance.
def stab(z):
    return z + torch.where(z >= 0, EPS, -EPS)


def surrogate(value, modified):
    return value.detach() + modified - modified.detach()


def epsilon(z):
    return surrogate(z, z * (z / stab(z)).detach())


def relevance_layer(rule):
    def layer(x, name, stride):
        if stride is None:
            kernel, bias = name
            return epsilon(x @ kernel + bias)
        kernel, bias = folded(name)
        z = conv(x, kernel, bias, stride)
        positive, negative = kernel.clamp(min=0), kernel.clamp(max=0)
        if rule == 'epsilon' or name == 'stem':
            return epsilon(z)
        if rule == 'z-plus':
            p = conv(x, positive, bias.clamp(min=0), stride)
            return surrogate(z, conv(x, positive, None, stride) * (z / (p + EPS)).detach())
        own = torch.where(z >= 0, conv(x, positive, bias.clamp(min=0), stride), conv(x, negative, bias.clamp(max=0), stride))
        part = torch.where(z >= 0, conv(x, positive, None, stride), conv(x, negative, None, stride))
        linear = conv(x, kernel, None, stride)
        return surrogate(z, (linear + GAMMA * part) * (z / stab(z + GAMMA * own)).detach())
    return layer


def lrp(rule, first):
    source, taps = x.clone().requires_grad_(), {}
    forward(source, taps, relevance_layer(rule), add=lambda a, b: epsilon(a + b), mean=lambda v: epsilon(v.mean((2, 3))))[:, TARGET].sum().backward()
    if first == 'same':
        assert rule == 'epsilon'
        return source.grad * x
    R = (taps['stem_norm'] * taps['stem_norm'].grad).detach()
    kernel = folded('stem')[0]
    if first == 'flat':
        field = torch.ones_like(x).requires_grad_()
        z = conv(field, torch.ones_like(kernel), None, 2)
        return torch.autograd.grad(z, field, R / z.detach())[0]
    fields = [x, torch.full_like(x, min(0, float(x.min()))), torch.full_like(x, max(1, float(x.max())))]
    fields = [field.clone().requires_grad_() for field in fields]
    signs = (1, -1, -1)
    parts = [sign * conv(field, w, None, 2) for sign, field, w in zip(signs, fields, (kernel, kernel.clamp(min=0), kernel.clamp(max=0)))]
    z = sum(parts)
    grads = torch.autograd.grad(z, fields, (R / stab(z)).detach())
    return sum(field * grad for field, grad in zip(fields, grads))


for rule, first in (('epsilon', 'same'), ('z-plus', 'flat'), ('gamma', 'z-box')):
    keep(f'lrp {rule} {first}', lrp(rule, first).sum(1))

with open(os.path.join(HERE, 'residual_maps.json'), 'w') as file:
    json.dump(results, file)
    file.write('\n')
