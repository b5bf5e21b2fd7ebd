"""Writes <id>.json: 256 colours of each colour map as one string of hexadecimal RGB, from matplotlib's definitions.

    python3 make_colormaps.py        needs matplotlib (the committed files: 3.6.3)
Viridis, magma, inferno: Smith and van der Walt (CC0); cividis: Nunez, Anderton, Renslow 2018; turbo: Mikhailov 2019;
RdBu, PuOr, BrBG: ColorBrewer (Apache-2.0), turned round so that the warm end is positive; jet: as matplotlib's.
purple-orange and teal-brown were interpolated from ColorBrewer's eleven colours by matplotlib's rule, without matplotlib
(the same way gives red-blue to within 1 of 255).
"""
import json
import pathlib

import matplotlib
import numpy as np

MAPS = [
    ('jet', 'Jet (as in the 2021 report)', 'sequential', False, 'jet'),
    ('viridis', 'Viridis', 'sequential', True, 'viridis'),
    ('magma', 'Magma', 'sequential', True, 'magma'),
    ('inferno', 'Inferno', 'sequential', True, 'inferno'),
    ('cividis', 'Cividis', 'sequential', True, 'cividis'),
    ('turbo', 'Turbo', 'sequential', False, 'turbo'),
    ('gray', 'Grey', 'sequential', True, 'gray'),
    ('red-blue', 'Red and blue', 'diverging', True, 'RdBu_r'),
    ('purple-orange', 'Purple and orange', 'diverging', True, 'PuOr_r'),
    ('teal-brown', 'Teal and brown', 'diverging', True, 'BrBG_r'),
]

for identifier, title, kind, uniform, name in MAPS:
    # matplotlib's own bytes: 255 v, the fraction dropped
    colours = matplotlib.colormaps[name](np.arange(256), bytes=True)[:, :3]
    record = {'id': identifier, 'title': title, 'kind': kind, 'perceptuallyOrdered': uniform, 'colours': colours.tobytes().hex()}
    path = pathlib.Path(__file__).resolve().parent / f'{identifier}.json'
    path.write_text(json.dumps(record, indent=2) + '\n')
