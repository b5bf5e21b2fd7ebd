import { solveLeastSquares, type LeastSquaresProblem } from './least-squares.ts'

/** A ridge regression with an intercept that is not penalised. */
export interface RidgeFit {
  readonly coefficients: Float64Array
  readonly intercept: number
  /** Weighted coefficient of determination, 1 - sum w (y - fit)^2 / sum w (y - mean)^2; null where y is constant. */
  readonly r2: number | null
}

/** Weighted ridge regression as scikit-learn's `Ridge(alpha, fit_intercept=True)`: centred by the weighted means. */
export function fitWeightedRidge(problem: LeastSquaresProblem): RidgeFit {
  const { rows, count, targets, weights } = problem
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const means = new Float64Array(count)
  let mean = 0
  targets.forEach((target, row) => {
    mean += (weights[row]! * target) / total
    for (let i = 0; i < count; i++) means[i]! += (weights[row]! * rows[row * count + i]!) / total
  })
  const centred = rows.map((value, index) => value - means[index % count]!)
  const { coefficients } = solveLeastSquares({
    ...problem,
    rows: centred,
    targets: targets.map((target) => target - mean),
  })
  const intercept = mean - coefficients.reduce((sum, coefficient, i) => sum + coefficient * means[i]!, 0)
  let unexplained = 0
  let variation = 0
  targets.forEach((target, row) => {
    let fitted = intercept
    for (let i = 0; i < count; i++) fitted += coefficients[i]! * rows[row * count + i]!
    unexplained += weights[row]! * (target - fitted) ** 2
    variation += weights[row]! * (target - mean) ** 2
  })
  return { coefficients, intercept, r2: variation === 0 ? null : 1 - unexplained / variation }
}
