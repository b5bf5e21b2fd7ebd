/** Side of the noise table in samples; a power of two, so that wrapping is a mask. */
const SIDE = 256

/** Table samples per unit of the argument: about one blob of the pattern. */
const SAMPLES_PER_UNIT = 4

/** Smooth isotropic noise that wraps at its edges: hashed integers, blurred, scaled to mean 0 and deviation 1. */
const TABLE = buildTable()

function hashUnit(index: number): number {
  let hash = Math.imul(index ^ 0x9e3779b9, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  hash = Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f)
  return ((hash ^ (hash >>> 15)) >>> 0) / 4294967296
}

function buildTable(): Float32Array {
  let table = new Float32Array(SIDE * SIDE)
  for (let index = 0; index < table.length; index++) table[index] = hashUnit(index) - 0.5
  for (let pass = 0; pass < 4; pass++) table = blurOnce(table)
  return standardised(table)
}

/** One pass of the kernel 1 2 1 along both axes, wrapping. */
function blurOnce(table: Float32Array): Float32Array<ArrayBuffer> {
  const rows = new Float32Array(table.length)
  const out = new Float32Array(table.length)
  const mask = SIDE - 1
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const row = y * SIDE
      rows[row + x] =
        (table[row + ((x - 1) & mask)]! + 2 * table[row + x]! + table[row + ((x + 1) & mask)]!) / 4
    }
  }
  for (let y = 0; y < SIDE; y++) {
    const above = ((y - 1) & mask) * SIDE
    const below = ((y + 1) & mask) * SIDE
    for (let x = 0; x < SIDE; x++) {
      out[y * SIDE + x] = (rows[above + x]! + 2 * rows[y * SIDE + x]! + rows[below + x]!) / 4
    }
  }
  return out
}

function standardised(table: Float32Array): Float32Array {
  let sum = 0
  for (const value of table) sum += value
  const mean = sum / table.length
  let squares = 0
  for (const value of table) squares += (value - mean) * (value - mean)
  const deviation = Math.sqrt(squares / table.length)
  return table.map((value) => (value - mean) / deviation)
}

/**
 * Smooth noise at (x, y): mean 0, deviation about 1, blobs about one unit wide, period 64 units.
 * Scale the arguments for other blob sizes; offset them for independent patterns. Both stretched alike is isotropic.
 */
export function noise(x: number, y: number): number {
  const tableX = x * SAMPLES_PER_UNIT
  const tableY = y * SAMPLES_PER_UNIT
  const floorX = Math.floor(tableX)
  const floorY = Math.floor(tableY)
  const fractionX = tableX - floorX
  const fractionY = tableY - floorY
  const left = floorX & (SIDE - 1)
  const right = (floorX + 1) & (SIDE - 1)
  const top = (floorY & (SIDE - 1)) * SIDE
  const bottom = ((floorY + 1) & (SIDE - 1)) * SIDE
  const upper = TABLE[top + left]! + fractionX * (TABLE[top + right]! - TABLE[top + left]!)
  const lower = TABLE[bottom + left]! + fractionX * (TABLE[bottom + right]! - TABLE[bottom + left]!)
  return upper + fractionY * (lower - upper)
}

/** Noise at three sizes, each half as wide and 0.6 as strong as the one before; deviation about 1.3. */
export function grainyNoise(x: number, y: number): number {
  return noise(x, y) + 0.6 * noise(2 * x + 17.3, 2 * y + 5.1) + 0.36 * noise(4 * x + 3.7, 4 * y + 29.9)
}
