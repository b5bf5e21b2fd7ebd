/**
 * What a tile is painted on: how much of each dye lies under each pixel, and where the evidence of its class is.
 * Amounts are optical densities along the dye's colour vector: 0 is bare glass, 1 is strong stain.
 */
export interface TissueCanvas {
  /** Side of the tile in px. */
  readonly size: number
  /** The blue-violet dye of nuclei and mucin. */
  readonly haematoxylin: Float32Array
  /** The pink dye of fibres and cytoplasm. */
  readonly eosin: Float32Array
  /** The orange-red of red blood cells, fibrin and necrosis (eosin in its densest form). */
  readonly erythrin: Float32Array
  /** 1 where the structure seen is one that defines the class. */
  readonly evidence: Uint8Array
}

/** A plane of coverage in [0, 1], size x size; null stands for 1 everywhere. */
export type Region = Float32Array | null

/** Bare glass of size x size pixels. */
export function createCanvas(size: number): TissueCanvas {
  const plane = () => new Float32Array(size * size)
  return {
    size,
    haematoxylin: plane(),
    eosin: plane(),
    erythrin: plane(),
    evidence: new Uint8Array(size * size),
  }
}

/** Lays dye over a pixel: `coverage` of it shows the new amounts, the rest what was there. */
export function blendPixel(
  canvas: TissueCanvas,
  index: number,
  coverage: number,
  haematoxylin: number,
  eosin: number,
  erythrin: number,
): void {
  const rest = 1 - coverage
  canvas.haematoxylin[index] = canvas.haematoxylin[index]! * rest + haematoxylin * coverage
  canvas.eosin[index] = canvas.eosin[index]! * rest + eosin * coverage
  canvas.erythrin[index] = canvas.erythrin[index]! * rest + erythrin * coverage
}

/** Coverage of a region at a pixel. */
export function coverageAt(region: Region, index: number): number {
  return region === null ? 1 : region[index]!
}
