import { WorkbenchError } from '#contract/errors.ts'
import { createRng } from '../rng.ts'
import type { UniformSource } from './draws.ts'
import { drawOptics, type Optics } from './optics.ts'
import { paintAdipose } from './paint-adipose.ts'
import { paintComplex } from './paint-complex.ts'
import { paintDebris } from './paint-debris.ts'
import { paintEmpty } from './paint-empty.ts'
import { paintLymphocytes } from './paint-lymphocytes.ts'
import { paintMucosa } from './paint-mucosa.ts'
import { paintStroma } from './paint-stroma.ts'
import { paintTumour } from './paint-tumour.ts'
import { renderTile } from './render-tile.ts'
import { createCanvas, type TissueCanvas } from './tissue-canvas.ts'

type Painter = (canvas: TissueCanvas, rng: UniformSource) => void

/** The classes of Kather et al. 2016 in their order, each with its painter. */
const CLASSES: readonly { readonly label: string; readonly paint: Painter }[] = [
  { label: '01_TUMOR', paint: paintTumour },
  { label: '02_STROMA', paint: paintStroma },
  { label: '03_COMPLEX', paint: paintComplex },
  { label: '04_LYMPHO', paint: paintLymphocytes },
  { label: '05_DEBRIS', paint: paintDebris },
  { label: '06_MUCOSA', paint: paintMucosa },
  { label: '07_ADIPOSE', paint: paintAdipose },
  { label: '08_EMPTY', paint: paintEmpty },
]

/** Labels of the synthetic classes, in the order of the model's outputs. */
export const TISSUE_CLASS_LABELS: readonly string[] = CLASSES.map(({ label }) => label)

/** Side of a tile of Kather et al. 2016 in px; one px is 0.495 micrometres. */
export const TILE_SIZE_PX = 150

/** A synthetic tile with the truth about it. */
export interface TissueTile {
  /** [size * size * 3], row-major RGB. */
  readonly rgb: Uint8Array
  /** [size * size], 1 where a structure that defines the class is seen. */
  readonly evidence: Uint8Array
  readonly meta: TissueTileMeta
}

export interface TissueTileMeta {
  readonly classIndex: number
  readonly classLabel: string
  readonly seed: number
  readonly size: number
  /** Share of the tile that is evidence, 0 to 1. */
  readonly evidenceShare: number
  readonly optics: Optics
}

/**
 * Paints one H&E-like tile. The same arguments give the same bytes on every platform.
 * @param classIndex 0 to 7, see TISSUE_CLASS_LABELS
 * @param seed       integer >= 0
 * @param size       side in px, 16 to 2048; the scale stays 0.495 micrometres per px
 * @throws           WorkbenchError `invalid_param` on an unknown class, seed or size
 */
export function generateTile(options: { classIndex: number; seed: number; size?: number }): TissueTile {
  const { classIndex, seed, size = TILE_SIZE_PX } = options
  const tissueClass = CLASSES[classIndex]
  if (tissueClass === undefined) {
    throw new WorkbenchError(
      'invalid_param',
      `invalid classIndex: ${classIndex} (must be 0 to ${CLASSES.length - 1})`,
    )
  }
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new WorkbenchError('invalid_param', `invalid seed: ${seed} (must be an integer >= 0)`)
  }
  if (!Number.isInteger(size) || size < 16 || size > 2048) {
    throw new WorkbenchError('invalid_param', `invalid size: ${size} (must be an integer from 16 to 2048)`)
  }
  const rng = createRng(seed)
  const optics = drawOptics(rng)
  const canvas = createCanvas(size)
  tissueClass.paint(canvas, rng)
  const rgb = renderTile(canvas, rng, optics)
  const { evidence } = canvas
  const meta = {
    classIndex,
    classLabel: tissueClass.label,
    seed,
    size,
    evidenceShare: shareOfOnes(evidence),
    optics,
  }
  return { rgb, evidence, meta }
}

function shareOfOnes(mask: Uint8Array): number {
  let ones = 0
  for (const value of mask) ones += value
  return ones / mask.length
}

/**
 * The tile at a place of an endless sample: classes take turns, every index has its own seed.
 * @param seed  seed of the sample, integer
 * @param index place in the sample, integer >= 0; its class is index modulo 8
 */
export function sampleTile(seed: number, index: number, size: number = TILE_SIZE_PX): TissueTile {
  if (!Number.isSafeInteger(index) || index < 0) {
    throw new WorkbenchError('invalid_param', `invalid index: ${index} (must be an integer >= 0)`)
  }
  return generateTile({ classIndex: index % CLASSES.length, seed: tileSeed(seed, index), size })
}

/** Seed of one tile: a 32-bit mix of the sample's seed and the index, so that samples do not overlap. */
function tileSeed(seed: number, index: number): number {
  let hash = Math.imul(seed ^ 0x51ed270b, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca77)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return (hash ^ (hash >>> 15)) >>> 0
}
