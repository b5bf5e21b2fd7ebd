import type { Rng } from '../rng.ts'

/** What the tissue painters ask of a generator: uniform numbers in [0, 1), the same on every platform. */
export type UniformSource = Pick<Rng, 'uniform'>

/** A direction in the plane, of length 1. */
export interface Direction {
  readonly x: number
  readonly y: number
}

/** Uniform in [low, high). */
export function between(rng: UniformSource, low: number, high: number): number {
  return low + (high - low) * rng.uniform()
}

/** Uniform integer in [low, high]. */
export function integerBetween(rng: UniformSource, low: number, high: number): number {
  return low + Math.floor((high - low + 1) * rng.uniform())
}

/** True with the given probability. */
export function chance(rng: UniformSource, probability: number): boolean {
  return rng.uniform() < probability
}

/** Near-normal of mean 0 and deviation 1: the sum of four uniforms (bounded by +-3.46, no logarithm). */
export function nearNormal(rng: UniformSource): number {
  return (rng.uniform() + rng.uniform() + rng.uniform() + rng.uniform() - 2) * 1.7320508075688772
}

/** A uniform direction, by rejection from the square (no sine). */
export function randomDirection(rng: UniformSource): Direction {
  for (;;) {
    const x = 2 * rng.uniform() - 1
    const y = 2 * rng.uniform() - 1
    const square = x * x + y * y
    if (square > 0.01 && square < 1) {
      const length = Math.sqrt(square)
      return { x: x / length, y: y / length }
    }
  }
}

/** `direction` with a random component of the given size mixed in, of length 1 again. */
export function jitteredDirection(rng: UniformSource, direction: Direction, amount: number): Direction {
  return turned(direction, amount * nearNormal(rng))
}

/** `direction` turned by a slope (the tangent of the angle). */
export function turned(direction: Direction, slope: number): Direction {
  const x = direction.x - slope * direction.y
  const y = direction.y + slope * direction.x
  const length = Math.sqrt(x * x + y * y)
  return { x: x / length, y: y / length }
}
