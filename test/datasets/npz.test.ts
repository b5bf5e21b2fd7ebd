import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { npyNumbers } from '../../main/datasets/npy.ts'
import { NPZ_LIMITS, readNpz, writeNpz } from '../../main/datasets/npz.ts'
import { reference } from './reference.ts'

describe('readNpz', () => {
  it.each(['stored', 'deflated'] as const)('readNpz reads what NumPy wrote: %s', (kind) => {
    const arrays = readNpz(Buffer.from(reference.npz[kind], 'base64'), 'a.npz')
    expect([...arrays.keys()]).toEqual(['x', 'y', 'class_names'])
    expect([...npyNumbers(arrays.get('x')!, 'x')]).toEqual(Array.from({ length: 12 }, (_, index) => index))
    expect([...npyNumbers(arrays.get('y')!, 'y')]).toEqual([2, 0, 1])
    expect(arrays.get('class_names')!.data).toEqual(['tumour', 'strøma', '粘液'])
  })

  it('readNpz unpacks only what is asked for', () => {
    const bytes = Buffer.from(reference.npz.deflated, 'base64')
    expect([...readNpz(bytes, 'a.npz', (name) => name === 'y').keys()]).toEqual(['y'])
  })

  it('readNpz names a damaged archive', () => {
    const bytes = Buffer.from(reference.npz.stored, 'base64')
    expect(() => readNpz(bytes.subarray(0, 100), 'cut.npz')).toThrow(/^corrupt archive: cut\.npz/)
    expect(() => readNpz(new Uint8Array(0), 'empty.npz')).toThrow(/^corrupt archive: empty\.npz/)
    const damaged = Uint8Array.from(bytes)
    damaged[bytes.indexOf('NUMPY') + 130]! ^= 1
    expect(() => readNpz(damaged, 'bad.npz')).toThrow(/checksum of x\.npy does not match/)
  })

  it('readNpz refuses an archive that unpacks to more than its limits, before unpacking', () => {
    const bomb = zipSync({ 'x.npy': new Uint8Array(1 << 20) }, { level: 9 })
    expect(bomb.length).toBeLessThan(2000)
    expect(() => readNpz(bomb, 'bomb.npz', undefined, { ...NPZ_LIMITS, entryBytes: 1 << 19 })).toThrow(
      'archive too large: bomb.npz (x.npy unpacks to 1048576 bytes)',
    )
    const many = zipSync(
      Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`${index}.npy`, new Uint8Array(1)])),
    )
    expect(() => readNpz(many, 'many.npz', undefined, { ...NPZ_LIMITS, entries: 4 })).toThrow(
      /more than 4 entries/,
    )
  })

  it('readNpz is not misled by an entry that understates its size', () => {
    const archive = Buffer.from(zipSync({ 'x.npy': new Uint8Array(1 << 16) }, { level: 9 }))
    const entry = archive.indexOf('PK\x01\x02', 0, 'latin1')
    archive.writeUInt32LE(16, entry + 24)
    expect(() => readNpz(archive, 'liar.npz')).toThrow(/^corrupt/)
  })
})

describe('writeNpz', () => {
  it.each([true, false])(
    'writeNpz then readNpz gives the same arrays (compressed: %s), and always the same bytes',
    (compress) => {
      const arrays = {
        x: { shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) },
        y: { shape: [2], data: Int32Array.of(0, 1) },
      }
      const bytes = writeNpz(arrays, { compress })
      const read = readNpz(bytes, 'a.npz')
      expect(read.get('x')).toMatchObject(arrays.x)
      expect(read.get('y')).toMatchObject(arrays.y)
      expect(writeNpz(arrays, { compress })).toEqual(bytes)
    },
  )
})
