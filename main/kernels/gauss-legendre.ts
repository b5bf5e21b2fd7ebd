import { WorkbenchError } from '#contract/errors.ts'

export interface Quadrature {
  /** In (0, 1), ascending. */
  readonly nodes: Float64Array
  /** Sum to 1. */
  readonly weights: Float64Array
}

/**
 * Gauss-Legendre nodes and weights on [0, 1]: exact for polynomials up to degree 2 n - 1.
 * Newton's iteration on the Legendre polynomial, from Chebyshev's approximation of its roots.
 * @param count  n, 1 .. 1000
 * @throws       WorkbenchError `invalid_param`
 * @see          Press et al., Numerical Recipes, 3rd ed., Sec. 4.6
 */
export function gaussLegendre(count: number): Quadrature {
  if (!Number.isInteger(count) || count < 1 || count > 1000) {
    throw new WorkbenchError(
      'invalid_param',
      `invalid number of nodes: ${count} (must be an integer in 1 .. 1000)`,
    )
  }
  const nodes = new Float64Array(count)
  const weights = new Float64Array(count)
  for (let index = 0; index < count; index++) {
    let root = Math.cos((Math.PI * (index + 0.75)) / (count + 0.5))
    let slope = 1
    for (let iteration = 0; iteration < 100; iteration++) {
      const { value, derivative } = legendre(count, root)
      slope = derivative
      const step = value / derivative
      root -= step
      if (Math.abs(step) < 1e-15) break
    }
    // Roots come from the largest down; the map to [0, 1] turns them round.
    nodes[index] = (1 - root) / 2
    weights[index] = 1 / ((1 - root * root) * slope * slope)
  }
  return { nodes, weights }
}

/** P_n(x) and its derivative, by the three-term recurrence. */
function legendre(degree: number, x: number): { value: number; derivative: number } {
  let before = 1
  let value = x
  for (let n = 2; n <= degree; n++) {
    const next = ((2 * n - 1) * x * value - (n - 1) * before) / n
    before = value
    value = next
  }
  return { value, derivative: (degree * (x * value - before)) / (x * x - 1) }
}
