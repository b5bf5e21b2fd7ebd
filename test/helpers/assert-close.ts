import { expect } from 'vitest'

export interface Tolerance {
  readonly abs?: number
  readonly rel?: number
}

/** Largest |actual - expected| beyond rel * |expected|, with the index where it stands. */
export function assertCloseTo(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: Tolerance,
): void {
  expect(actual.length).toBe(expected.length)
  const { abs = 0, rel = 0 } = tolerance
  for (let index = 0; index < expected.length; index++) {
    const difference = Math.abs(actual[index]! - expected[index]!)
    if (!(difference <= abs + rel * Math.abs(expected[index]!))) {
      expect.fail(
        `[${index}] is ${actual[index]}, expected ${expected[index]} within abs ${abs} + rel ${rel}`,
      )
    }
  }
}
