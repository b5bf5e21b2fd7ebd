import { averageRanks } from '../../kernels/average-ranks.ts'
import { normalTail } from './normal-tail.ts'

export interface SignedRank {
  /** The smaller one of the two rank sums. */
  readonly statistic: number
  /** Two-sided. */
  readonly p: number
  /** Differences other than zero. */
  readonly n: number
  /** From the exact distribution; else the normal approximation. */
  readonly exact: boolean
}

/** Up to here SciPy's `method='auto'` counts the exact distribution. */
const EXACT_LIMIT = 50

/**
 * Wilcoxon's signed-rank test of paired differences, two-sided (Wilcoxon 1945). Zeros are dropped (`zero_method='wilcox'`);
 * exact for at most 50 differences without zeros and ties, else the normal approximation with the variance corrected for
 * ties and no continuity correction: `scipy.stats.wilcoxon` with its defaults.
 * @param differences  finite
 * @returns            null where no difference is other than zero
 */
export function signedRank(differences: ArrayLike<number>): SignedRank | null {
  const nonZero = Array.from(differences).filter((difference) => difference !== 0)
  const n = nonZero.length
  if (n === 0) return null
  const ranks = averageRanks(nonZero.map(Math.abs))
  let positive = 0
  nonZero.forEach((difference, index) => (positive += difference > 0 ? ranks[index]! : 0))
  const statistic = Math.min(positive, (n * (n + 1)) / 2 - positive)
  const repeats = repeatCounts(ranks)
  const exact = differences.length <= EXACT_LIMIT && n === differences.length && repeats.length === 0
  return { statistic, p: exact ? exactP(statistic, n) : approximateP(statistic, n, repeats), n, exact }
}

/** How many share a rank, for each rank that several share. */
function repeatCounts(ranks: Float64Array): number[] {
  const counts = new Map<number, number>()
  for (const rank of ranks) counts.set(rank, (counts.get(rank) ?? 0) + 1)
  return [...counts.values()].filter((count) => count > 1)
}

/**
 * Of the 2^n ways to sign the ranks 1 .. n, twice the share whose positive sum is at most the statistic. The counts stay
 * below 2^53, so that they are exact.
 */
function exactP(statistic: number, n: number): number {
  const ways = new Float64Array((n * (n + 1)) / 2 + 1)
  ways[0] = 1
  for (let rank = 1; rank <= n; rank++) {
    for (let sum = (rank * (rank + 1)) / 2; sum >= rank; sum--) ways[sum]! += ways[sum - rank]!
  }
  let below = 0
  for (let sum = 0; sum <= statistic; sum++) below += ways[sum]!
  return Math.min(1, (2 * below) / 2 ** n)
}

function approximateP(statistic: number, n: number, repeats: readonly number[]): number {
  const mean = (n * (n + 1)) / 4
  const tied = repeats.reduce((sum, count) => sum + count * (count * count - 1), 0)
  const variance = (n * (n + 1) * (2 * n + 1) - tied / 2) / 24
  return 2 * normalTail(Math.abs(statistic - mean) / Math.sqrt(variance))
}
