import { WorkbenchError } from '#contract/errors.ts'

/** 0.975 quantile of the standard normal distribution. */
const Z = 1.959963984540054

/**
 * Wilson's 95 % score interval of a share (Wilson 1927, without continuity correction).
 * @param successes  integer in [0, trials]
 * @param trials     integer >= 1
 * @returns          [lower, upper], within [0, 1]
 */
export function wilsonInterval(successes: number, trials: number): [number, number] {
  if (!(trials >= 1) || !(successes >= 0 && successes <= trials)) {
    throw new WorkbenchError(
      'invalid_input',
      `invalid share: ${successes} of ${trials} (must be 0 <= successes <= trials, trials >= 1)`,
    )
  }
  const share = successes / trials
  const scale = 1 + (Z * Z) / trials
  const centre = (share + (Z * Z) / (2 * trials)) / scale
  const half = (Z / scale) * Math.sqrt((share * (1 - share)) / trials + (Z * Z) / (4 * trials * trials))
  // At the ends the exact value is 0 or 1; rounding must not step over it.
  return [successes === 0 ? 0 : centre - half, successes === trials ? 1 : centre + half]
}
