import { setImmediate } from 'node:timers/promises'
import { WorkbenchError } from '#contract/errors.ts'
import {
  sampleTile,
  TILE_SIZE_PX,
  TISSUE_CLASS_LABELS,
  type TissueTile,
} from '../kernels/tissue/generate-tile.ts'
import { arrayHash } from './array-samples.ts'
import { positionOf, type OpenedSource, type SampleKey } from './opened-source.ts'
import { defaultPreprocessing, preprocessImage } from './preprocess.ts'
import { RecentValues } from './recent-values.ts'
import type { RgbPicture } from './rgb-picture.ts'

/** A tile with its evidence is 90 kB, and takes tens of milliseconds to paint: hashing and predicting share it. */
const KEPT_TILES = 512
const MAX_COUNT = 1_000_000
const SIZE = TILE_SIZE_PX

/**
 * Painted tissue of the classes of Kather et al. 2016, which take turns: tile i is of class i modulo 8.
 * @throws WorkbenchError `invalid_param`
 */
export function openSyntheticSource(seed: number, count: number): OpenedSource {
  checkSample(seed, count)
  const samples = Array.from({ length: count }, (_, index) => ({
    name: `synthetic-${String(index).padStart(6, '0')}`,
    label: index % TISSUE_CLASS_LABELS.length,
  }))
  const tileAt = createPainter(seed)
  const tileOf = async (key: SampleKey): Promise<TissueTile> => tileAt(positionOf(key, samples))
  const pictureOf = async (key: SampleKey): Promise<RgbPicture> => {
    const { rgb } = await tileOf(key)
    return { rgb, width: SIZE, height: SIZE }
  }
  return {
    kind: 'tile',
    classNames: TISSUE_CLASS_LABELS,
    samples,
    problems: [],
    sampleShape: [SIZE, SIZE, 3],
    templates: [],
    read: async (key, preprocessing) =>
      preprocessImage(await pictureOf(key), preprocessing ?? defaultPreprocessing(SIZE, SIZE, 3)),
    picture: pictureOf,
    hash: async (key) => arrayHash((await tileOf(key)).rgb),
    evidence: async (key) => (await tileOf(key)).evidence,
  }
}

/** Paints one tile after the other with a turn of the event loop between: a whole chunk is asked for at once. */
function createPainter(seed: number): (index: number) => Promise<TissueTile> {
  const kept = new RecentValues<number, Promise<TissueTile>>(KEPT_TILES)
  let before: Promise<unknown> = Promise.resolve()
  async function paint(index: number, turn: Promise<unknown>): Promise<TissueTile> {
    await turn
    await setImmediate()
    return sampleTile(seed, index)
  }
  return (index) =>
    kept.get(index, () => {
      const painted = paint(index, before)
      before = painted
      return painted
    })
}

function checkSample(seed: number, count: number): void {
  if (!Number.isSafeInteger(seed)) {
    throw new WorkbenchError('invalid_param', `invalid seed: ${seed} (must be an integer)`)
  }
  if (!Number.isInteger(count) || count < 1 || count > MAX_COUNT) {
    throw new WorkbenchError(
      'invalid_param',
      `invalid count: ${count} (must be an integer in 1 .. ${MAX_COUNT})`,
    )
  }
}
