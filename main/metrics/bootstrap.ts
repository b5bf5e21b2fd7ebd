import { quantile } from '../kernels/quantile.ts'

export interface MeanWithInterval {
  readonly value: number
  /** 95 % percentile bootstrap; null for fewer than two values. */
  readonly interval: readonly [number, number] | null
  readonly count: number
}

/** Enough for two digits of the ends; fewer for many values, whose mean hardly moves. */
const RESAMPLES = { most: 2000, least: 200, draws: 20_000_000 }

/**
 * Mean with its percentile bootstrap interval (Efron 1979): resample with replacement, take the 2.5 % and
 * 97.5 % quantiles of the means.
 * @param values  finite
 * @param rng     seeded; the same seed gives the same interval
 * @returns       value NaN for no values
 */
export function bootstrapMean(
  values: ArrayLike<number>,
  rng: { int(bound: number): number },
): MeanWithInterval {
  const count = values.length
  let sum = 0
  for (let index = 0; index < count; index++) sum += values[index]!
  if (count < 2) return { value: sum / count, interval: null, count }
  const { most, least, draws } = RESAMPLES
  const means = new Float64Array(Math.min(most, Math.max(least, Math.floor(draws / count))))
  for (let resample = 0; resample < means.length; resample++) {
    let drawn = 0
    for (let draw = 0; draw < count; draw++) drawn += values[rng.int(count)]!
    means[resample] = drawn / count
  }
  return { value: sum / count, interval: [quantile(means, 0.025), quantile(means, 0.975)], count }
}
