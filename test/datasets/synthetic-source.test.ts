import { describe, expect, it } from 'vitest'
import { RecentValues } from '../../main/datasets/recent-values.ts'
import { listingOf, openSource, type SampleSource } from '../../main/datasets/sample-source.ts'
import { sampleTile, TISSUE_CLASS_LABELS } from '../../main/kernels/tissue/generate-tile.ts'
import { preprocessImage, defaultPreprocessing } from '../../main/datasets/preprocess.ts'

const source: SampleSource = { kind: 'synthetic', seed: 5, count: 20 }

describe('synthetic tissue', () => {
  it('lists tiles whose classes take turns, as plain data', async () => {
    const listing = listingOf(await openSource(source))
    expect(structuredClone(listing)).toEqual(listing)
    expect([listing.kind, listing.classNames, listing.samples.length]).toEqual([
      'tile',
      TISSUE_CLASS_LABELS,
      20,
    ])
    expect(listing.samples[10]).toEqual({ name: 'synthetic-000010', label: 2 })
  })

  it('reads the painted tile, as picture, as input and as evidence', async () => {
    const opened = await openSource(source)
    const { rgb, evidence } = sampleTile(5, 11)
    const picture = { rgb, width: 150, height: 150 }
    const recipe = defaultPreprocessing(32, 40, 3)
    expect(await opened.picture(11)).toEqual(picture)
    expect(await opened.read({ index: 11, name: 'synthetic-000011' }, recipe)).toEqual(
      preprocessImage(picture, recipe),
    )
    expect((await opened.read(11, null)).length).toBe(150 * 150 * 3)
    expect(await opened.evidence(11)).toEqual(evidence)
  })

  it('hashes the same wherever it is opened, and each tile differently', async () => {
    const [first, second] = await Promise.all([openSource(source), openSource(source)])
    const hashes = await Promise.all([first.hash(0), first.hash(8), second.hash(0)])
    expect(hashes[0]).toMatch(/^[0-9a-f]{64}$/)
    expect(hashes[2]).toBe(hashes[0])
    expect(hashes[1]).not.toBe(hashes[0])
  })

  it('refuses a tile that the listing does not have', async () => {
    const opened = await openSource(source)
    for (const key of [20, { index: 0, name: 'synthetic-000001' }]) {
      await expect(opened.read(key, null)).rejects.toMatchObject({ code: 'unknown_sample' })
      await expect(opened.evidence(key)).rejects.toMatchObject({ code: 'unknown_sample' })
    }
  })

  it.each([
    [5, 0],
    [5, 1.5],
    [5, 1e9],
    [0.5, 10],
  ])('refuses seed %d with %d tiles', async (seed, count) => {
    await expect(openSource({ kind: 'synthetic', seed, count })).rejects.toMatchObject({
      code: 'invalid_param',
    })
  })
})

describe('evidence of other sources', () => {
  it('is null', async () => {
    const opened = await openSource({ kind: 'mnist1d', seed: 42, split: 'test' })
    expect(await opened.evidence(0)).toBe(null)
  })
})

describe('RecentValues', () => {
  it('get(key, make) makes a value once, and forgets the one not asked for longest', () => {
    const made: number[] = []
    const values = new RecentValues<number, number>(2)
    const get = (key: number) => values.get(key, (wanted) => made.push(wanted))
    for (const key of [1, 2, 1, 3, 1, 2]) get(key)
    expect(made).toEqual([1, 2, 3, 2])
  })
})
