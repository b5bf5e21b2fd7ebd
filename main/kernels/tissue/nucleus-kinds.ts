import { between, chance, integerBetween, type UniformSource } from './draws.ts'
import type { Nucleus } from './nucleus.ts'

/** Where a nucleus lies, and whether it is evidence. */
type Placed = Pick<Nucleus, 'x' | 'y' | 'direction' | 'evidence'>

/** Round, small, dark: 12 to 16 px across, with the coarse clumps of a resting lymphocyte. */
export function lymphocyte(rng: UniformSource, placed: Placed, scale = 1): Nucleus {
  const long = between(rng, 5.2, 8.2) * scale
  return {
    ...placed,
    long,
    short: long * between(rng, 0.66, 1),
    density: between(rng, 1.1, 1.75),
    rim: between(rng, 0, 0.25),
    clumps: between(rng, 0.05, 0.14),
    clumpSize: between(rng, 3.4, 5),
    irregularity: between(rng, 0.06, 0.15),
    softness: between(rng, 1.4, 2.2),
    eosinKept: 0.65,
    opacity: between(rng, 0.85, 1),
    nucleoli: 0,
  }
}

/** Large, vesicular, uneven, with nucleoli; now and then one that is small and smudged. */
export function tumourNucleus(rng: UniformSource, placed: Placed, vesicular: number): Nucleus {
  const dark = chance(rng, 0.12)
  const long = between(rng, 8.5, 13.5)
  return {
    ...placed,
    long: dark ? long * 0.75 : long,
    short: long * between(rng, 0.52, 0.82) * (dark ? 0.75 : 1),
    density: dark ? between(rng, 1.1, 1.5) : between(rng, 0.55, 0.95),
    rim: dark ? 0.1 : between(rng, 0.3, 0.6) * vesicular,
    clumps: between(rng, 0.34, 0.56),
    clumpSize: between(rng, 2.6, 4),
    irregularity: between(rng, 0.05, 0.14),
    softness: between(rng, 1.5, 2.4),
    eosinKept: 0.6,
    opacity: chance(rng, 0.3) ? between(rng, 0.45, 0.8) : between(rng, 0.8, 0.98),
    nucleoli: dark ? 0 : integerBetween(rng, 1, 2),
  }
}

/** The spindle of a fibroblast or muscle cell. */
export function spindleNucleus(rng: UniformSource, placed: Placed): Nucleus {
  const long = between(rng, 7.5, 14)
  return {
    ...placed,
    long,
    short: between(rng, 2.3, 4.6),
    density: between(rng, 0.75, 1.3),
    rim: between(rng, 0, 0.25),
    clumps: between(rng, 0.12, 0.3),
    clumpSize: between(rng, 2.8, 4.2),
    irregularity: between(rng, 0.05, 0.16),
    softness: between(rng, 1.6, 2.8),
    eosinKept: 0.6,
    opacity: chance(rng, 0.3) ? between(rng, 0.45, 0.8) : between(rng, 0.8, 0.98),
    nucleoli: 0,
  }
}

/** The basal nucleus of a columnar cell. */
export function columnarNucleus(rng: UniformSource, placed: Placed): Nucleus {
  const long = between(rng, 6, 9)
  return {
    ...placed,
    long,
    short: between(rng, 3.8, 5.4),
    density: between(rng, 0.95, 1.4),
    rim: between(rng, 0, 0.25),
    clumps: between(rng, 0.14, 0.28),
    clumpSize: between(rng, 3, 4.4),
    irregularity: between(rng, 0.06, 0.15),
    softness: between(rng, 1.6, 2.8),
    eosinKept: 0.6,
    opacity: chance(rng, 0.3) ? between(rng, 0.45, 0.8) : between(rng, 0.8, 0.98),
    nucleoli: 0,
  }
}
