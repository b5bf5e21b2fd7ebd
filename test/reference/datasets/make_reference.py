"""Writes pictures/ and reference.json: files of Pillow and NumPy with what these libraries read from them.

    python3 make_reference.py        the committed files: NumPy 1.24.2, SciPy 1.10.1, Pillow 9.4.0
"""
import base64
import binascii
import io
import json
import pathlib
import struct
import sys
import zlib

import numpy as np
from PIL import Image

HERE = pathlib.Path(__file__).resolve().parent
PICTURES = HERE / 'pictures'
sys.path.insert(0, str(HERE.parents[2] / 'resources' / 'models'))
from mnist1d_data import generate  # noqa: E402

random = np.random.RandomState(5)
SMOOTH = np.clip(np.add.outer(np.arange(13) * 9, np.arange(17) * 7)[:, :, None] + random.randint(-6, 7, (13, 17, 3)), 0, 255)
RGB = Image.fromarray(SMOOTH.astype(np.uint8))
ALPHA = Image.fromarray(random.randint(0, 256, (13, 17)).astype(np.uint8))
RGBA = RGB.copy()
RGBA.putalpha(ALPHA)
GREY = RGB.convert('L')
GREY_ALPHA = Image.merge('LA', (GREY, ALPHA))
PALETTE = RGB.quantize(31)
ONE_BIT = RGB.convert('1')


def png_16_bit_rgb():
    """Pillow does not write this one."""
    words = random.randint(0, 65536, (13, 17, 3)).astype('>u2')
    rows = b''.join(b'\0' + row.tobytes() for row in words)

    def chunk(kind, body):
        return struct.pack('>I', len(body)) + kind + body + struct.pack('>I', zlib.crc32(kind + body))

    header = struct.pack('>IIBBBBB', 17, 13, 16, 2, 0, 0, 0)
    return b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header) + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b'')


def write_pictures():
    PICTURES.mkdir(exist_ok=True)
    turned = Image.Exif()
    turned[0x0112] = 6

    def save(name, image, **options):
        image.save(PICTURES / name, **options)

    for compression in ('raw', 'tiff_lzw', 'tiff_adobe_deflate', 'packbits'):
        save(f'rgb-{compression}.tif', RGB, compression=compression)
    save('rgb-jpeg.tif', RGB, compression='jpeg', quality=90)
    save('rgb-lzw-predictor.tif', RGB, compression='tiff_lzw', tiffinfo={317: 2})
    save('turned.tif', RGB, tiffinfo={274: 6})
    save('rgba.tif', RGBA, compression='tiff_lzw')
    save('grey.tiff', GREY)
    save('one-bit.tif', ONE_BIT)
    save('palette.tif', PALETTE)
    save('cmyk.tif', RGB.convert('CMYK'))
    save('two-pages.tif', RGB, save_all=True, append_images=[RGB.rotate(180)])
    save('float.tif', GREY.convert('F'))
    save('rgb.png', RGB)
    save('rgba.png', RGBA)
    save('grey.png', GREY)
    save('grey-alpha.png', GREY_ALPHA)
    save('palette.png', PALETTE)
    save('palette-transparent.png', PALETTE, transparency=3)
    save('one-bit.png', ONE_BIT)
    (PICTURES / 'rgb-16.png').write_bytes(png_16_bit_rgb())
    save('grey-16.png', Image.fromarray(random.randint(0, 65536, (13, 17)).astype(np.uint16)))
    save('rgb-444.jpg', RGB, quality=92, subsampling=0)
    save('rgb-420.jpeg', RGB, quality=80, subsampling=2)
    save('progressive.JPG', RGB, quality=85, progressive=True, format='JPEG')
    save('grey.jpg', GREY)
    save('turned.jpg', RGB, quality=92, exif=turned)
    save('cmyk.jpg', RGB.convert('CMYK'), quality=92)
    save('lossless.webp', RGB, lossless=True)
    save('lossy.webp', RGB, quality=80)
    save('rgba.webp', RGBA, lossless=True, exact=True)
    save('rgb.bmp', RGB)
    save('rgba.bmp', RGBA)
    save('palette.bmp', PALETTE)
    save('grey.bmp', GREY)
    save('one-bit.bmp', ONE_BIT)


def read_pictures():
    facts = {}
    for path in sorted(PICTURES.iterdir()):
        with Image.open(path) as image:
            rgb = np.asarray(image.convert('RGB'))
            facts[path.name] = {'mode': image.mode, 'width': rgb.shape[1], 'height': rgb.shape[0], 'crc32': binascii.crc32(rgb.tobytes()), 'firstPixels': rgb.reshape(-1, 3)[:4].ravel().tolist()}
    # Taken as the high byte, where Pillow clips every value above 255.
    words = np.asarray(Image.open(PICTURES / 'grey-16.png')).astype(np.uint16)
    high = np.repeat((words >> 8).astype(np.uint8)[:, :, None], 3, axis=2)
    facts['grey-16.png'] |= {'crc32': binascii.crc32(high.tobytes()), 'firstPixels': high.reshape(-1, 3)[:4].ravel().tolist()}
    return facts


def npy_bytes(array, **options):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, **options)
    return base64.b64encode(file.getvalue()).decode()


def npy_cases():
    values = np.arange(24).reshape(2, 3, 4) - 5
    cases = []
    for dtype in ('<f4', '>f4', '<f8', '>f8', '<f2', '>f2', '|i1', '<i2', '>i2', '<i4', '>i4', '<i8', '>i8', '|u1', '<u2', '>u2', '<u4', '<u8', '|b1'):
        for order in 'CF':
            array = np.asarray(abs(values) if 'u' in dtype else values).astype(dtype, order=order)
            cases.append({'name': f'{dtype} {order}', 'bytes': npy_bytes(array), 'shape': [2, 3, 4], 'values': array.astype('f8').ravel().tolist()})
    special = np.array([np.inf, -np.inf, 6e-8, -0.1, 65504], dtype='<f2')
    cases.append({'name': 'half-float limits', 'bytes': npy_bytes(special), 'shape': [5], 'values': [str(value) for value in special.astype('f8')]})
    for version in ((1, 0), (2, 0), (3, 0)):
        cases.append({'name': f'version {version[0]}', 'bytes': npy_bytes(values.astype('f8'), version=version), 'shape': [2, 3, 4], 'values': values.ravel().tolist()})
    cases.append({'name': 'scalar', 'bytes': npy_bytes(np.float64(2.5)[()] * np.ones(())), 'shape': [], 'values': [2.5]})
    cases.append({'name': 'empty', 'bytes': npy_bytes(np.zeros((0, 3))), 'shape': [0, 3], 'values': []})
    return cases


def npz_bytes(save, **arrays):
    file = io.BytesIO()
    save(file, **arrays)
    return base64.b64encode(file.getvalue()).decode()


def mnist1d_case(seed):
    (train, train_labels), (test, test_labels) = generate(seed)
    return {
        'seed': seed, 'firstTrain': train[0].tolist(), 'lastTest': test[-1].tolist(),
        'trainLabels': train_labels[:20].tolist(), 'testLabels': test_labels[-20:].tolist(),
        'trainNorm': float(np.linalg.norm(train)), 'testSum': float(test.sum()),
    }


def main():
    write_pictures()
    arrays = {'x': np.arange(12, dtype='f4').reshape(3, 4), 'y': np.array([2, 0, 1]), 'class_names': np.array(['tumour', 'strøma', '粘液'])}
    objects = io.BytesIO()
    np.save(objects, np.array([{'a': 1}], dtype=object), allow_pickle=True)
    structured = np.zeros(2, dtype=[('a', 'i4'), ('b', 'f4')])
    reference = {
        'pictures': read_pictures(),
        'npy': npy_cases(),
        'refused': {'objects': base64.b64encode(objects.getvalue()).decode(), 'structured': npy_bytes(structured), 'complex': npy_bytes(np.zeros(2, 'c8'))},
        'npz': {'stored': npz_bytes(np.savez, **arrays), 'deflated': npz_bytes(np.savez_compressed, **arrays)},
        'mnist1d': [mnist1d_case(seed) for seed in (42, 0, 4294967295)],
    }
    (HERE / 'reference.json').write_text(json.dumps(reference) + '\n')


main()
