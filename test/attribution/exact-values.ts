import type { Block } from '../../main/attribution/block-tree.ts'
import { halves } from '../../main/attribution/block-tree.ts'
import { explainedScores } from '../../main/attribution/explained-score.ts'
import type { Explained } from '../../main/attribution/method.ts'
import type { ModelSession } from '../../main/attribution/model-session.ts'
import { tensor } from '../../main/graph/tensor.ts'

/** v(S) of every coalition, by the bits of its index. */
export type GameTable = Float64Array

/** Scores of all 2^players mixtures: pixels of present parts from the sample, the others from the reference. */
export async function gameTable(
  session: ModelSession,
  explained: Explained,
  input: {
    readonly sample: Float32Array
    readonly references: readonly Float32Array[]
    /** Part of each pixel. */
    readonly labels: ArrayLike<number>
    readonly players: number
  },
): Promise<GameTable> {
  const { sample, references, labels, players } = input
  const channels = sample.length / labels.length
  const count = 2 ** players
  const table = new Float64Array(count)
  for (const reference of references) {
    const batch = tensor(session.batchShape(count))
    batch.data.forEach((_, index) => {
      const coalition = Math.floor(index / sample.length)
      const value = index % sample.length
      const present = (coalition >> labels[Math.floor(value / channels)]!) & 1
      batch.data[index] = present === 1 ? sample[value]! : reference[value]!
    })
    const { logits, probabilities } = await session.forward(batch)
    const scores = explainedScores(logits, probabilities, session.model.classCount, explained)
    scores.forEach((score, index) => (table[index]! += score / references.length))
  }
  return table
}

/** Shapley's formula, term by term. */
export function shapleyByDefinition(table: GameTable, players: number): number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))
  const bits = (coalition: number) => coalition.toString(2).replaceAll('0', '').length
  return Array.from({ length: players }, (_, player) => {
    let value = 0
    for (let coalition = 0; coalition < table.length; coalition++) {
      if ((coalition >> player) & 1) continue
      const size = bits(coalition)
      const weight = (factorial(size) * factorial(players - size - 1)) / factorial(players)
      value += weight * (table[coalition | (1 << player)]! - table[coalition]!)
    }
    return value
  })
}

/** All orders of a block's pixels in which no block of the hierarchy is interrupted. */
function ordersOf(block: Block, width: number): number[][] {
  const parts = halves(block, 1)
  if (parts === null) return [[block.top * width + block.left]]
  const [first, second] = [ordersOf(parts[0], width), ordersOf(parts[1], width)]
  return first.flatMap((a) =>
    second.flatMap((b) => [
      [...a, ...b],
      [...b, ...a],
    ]),
  )
}

/** Owen values of single pixels: the mean of what a pixel adds over all orders that respect the hierarchy of blocks. */
export function owenByDefinition(table: GameTable, height: number, width: number): number[] {
  const orders = ordersOf({ top: 0, left: 0, height, width }, width)
  const values = new Array<number>(height * width).fill(0)
  for (const order of orders) {
    let coalition = 0
    for (const player of order) {
      const joined = coalition | (1 << player)
      values[player]! += (table[joined]! - table[coalition]!) / orders.length
      coalition = joined
    }
  }
  return values
}
