import { WorkbenchError } from '#contract/errors.ts'
import type { Explained } from './method.ts'

/**
 * The scalar that is explained, for each row of a batch.
 *
 * `probability` p_c, `logit` z_c, `log-odds` log(p_c / (1 - p_c)) = z_c - logsumexp of the other logits (which stays finite
 * where p_c rounds to 1); with a class to contrast, its score is subtracted.
 *
 * @param logits         [n, classCount]
 * @param probabilities  [n, classCount]
 * @returns              [n]
 */
export function explainedScores(
  logits: Float32Array,
  probabilities: Float32Array,
  classCount: number,
  explained: Explained,
): Float64Array {
  checkClass(explained.targetClass, classCount, 'target class')
  if (explained.versus !== null) checkClass(explained.versus, classCount, 'class to contrast')
  const count = logits.length / classCount
  const scores = new Float64Array(count)
  for (let row = 0; row < count; row++) {
    const rowLogits = logits.subarray(row * classCount, (row + 1) * classCount)
    const rowProbabilities = probabilities.subarray(row * classCount, (row + 1) * classCount)
    const scoreOf = (index: number): number => {
      if (explained.output === 'probability') return rowProbabilities[index]!
      if (explained.output === 'logit') return rowLogits[index]!
      return logOdds(rowLogits, index)
    }
    scores[row] = scoreOf(explained.targetClass) - (explained.versus === null ? 0 : scoreOf(explained.versus))
  }
  return scores
}

/** Weight of each class's output in the explained score: +1 for the target, -1 for the contrast. [classCount] */
export function scoreDirection(explained: Explained, classCount: number): Float32Array {
  checkClass(explained.targetClass, classCount, 'target class')
  const direction = new Float32Array(classCount)
  direction[explained.targetClass]! += 1
  if (explained.versus !== null) {
    checkClass(explained.versus, classCount, 'class to contrast')
    direction[explained.versus]! -= 1
  }
  return direction
}

/** Index of the largest value; the first of equals, as argmax does everywhere. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0
  for (let index = 1; index < values.length; index++) if (values[index]! > values[best]!) best = index
  return best
}

function logOdds(logits: Float32Array, index: number): number {
  let largest = -Infinity
  for (let other = 0; other < logits.length; other++) {
    if (other !== index) largest = Math.max(largest, logits[other]!)
  }
  let sum = 0
  for (let other = 0; other < logits.length; other++) {
    if (other !== index) sum += Math.exp(logits[other]! - largest)
  }
  return logits[index]! - largest - Math.log(sum)
}

function checkClass(index: number, classCount: number, name: string): void {
  if (Number.isInteger(index) && index >= 0 && index < classCount) return
  throw new WorkbenchError('invalid_param', `invalid ${name}: ${index} (must be in 0 .. ${classCount - 1})`)
}
