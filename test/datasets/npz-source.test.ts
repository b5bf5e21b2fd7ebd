import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeNpy } from '../../main/datasets/npy.ts'
import { openNpzSource } from '../../main/datasets/npz-source.ts'

it('a sample with a value that is no number is told as corrupt, the others are read', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'eosin-npz-'))
  try {
    const file = join(folder, 'signals.npy')
    writeFileSync(file, writeNpy([3, 2], Float32Array.of(1, 2, Number.NaN, Infinity, 5, 6)))
    const source = await openNpzSource(file)
    expect([...(await source.read(2, null))]).toEqual([5, 6])
    await expect(source.read(1, null)).rejects.toThrow(
      'corrupt sample: x/00001 (2 of 2 values are NaN or infinite)',
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
})
