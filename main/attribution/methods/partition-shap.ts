import { z } from 'zod'
import { PriorityQueue } from '../../kernels/priority-queue.ts'
import { absenceGame, absenceParam, type Game } from '../absence.ts'
import { additivity } from '../additivity.ts'
import { addShared, drawPresent, halves, leafCount, type Block, type Present } from '../block-tree.ts'
import { defineMethod, type Attribution, type MethodContext } from '../method.ts'

const params = z.object({
  sampleCount: z.int().min(2).max(200_000).default(500).meta({
    title: 'Evaluations',
    description:
      'Most combinations of blocks that are scored; the blocks that matter most are divided first.',
  }),
  smallestBlock: z.int().min(1).max(512).default(1).meta({
    title: 'Smallest block',
    description: 'A block whose longer side is no longer than this, in pixels, is not divided.',
  }),
  absence: absenceParam,
})

type Params = z.output<typeof params>

/** A block to divide, in the context of what else is present. */
interface Task {
  readonly block: Block
  readonly context: Present | null
  /** Score of the context alone, and with the block. */
  readonly without: number
  readonly with: number
  /** Share of the orderings in which the block meets this context. */
  readonly weight: number
}

interface Division {
  readonly task: Task
  readonly parts: readonly [Block, Block]
}

/** Blocks divided together: few, so that the order of importance is kept; the same whatever the memory. */
const TOGETHER = 16

/**
 * Partition SHAP: Owen values of the pixels for a hierarchy of blocks, each cut in halves across its longer side (Owen 1977;
 * shap's PartitionExplainer). A block's value is the mean of what it adds with its sibling absent and present, in every
 * context of the blocks above; the budget goes to the largest changes first, and a block that was not divided shares its
 * value among its pixels. The values sum to f(x) - f(nothing) at any budget; fully divided they are the Owen values.
 * Deviation: sixteen blocks are divided at a time, whatever the memory allows, so that it does not change the result.
 */
export const partitionShap = defineMethod({
  id: 'partition-shap',
  title: 'Partition SHAP',
  summary:
    'Shares the score out between halves of the picture, then halves of the halves, where it changes most first.',
  family: 'shap',
  citation: {
    authors: 'Lundberg, Lee; Owen',
    title: 'A Unified Approach to Interpreting Model Predictions; Values of Games with a Priori Unions',
    venue: 'NeurIPS; Mathematical Economics and Game Theory',
    year: 2017,
    url: 'https://doi.org/10.1007/978-3-642-45494-3_7',
  },
  needs: ['background'],
  signed: true,
  outputs: ['probability', 'logit', 'log-odds'],
  defaultOutput: 'probability',
  params,
  async run(context: MethodContext<Params>): Promise<Attribution> {
    const { session, params } = context
    const [height, width] = session.model.inputShape
    const game = await absenceGame(context, params.absence, 'partition-shap')
    const whole = { top: 0, left: 0, height, width }
    const { values, smallest, scored, left } = await divide(context, game, whole)
    const difference = game.fullScore - game.emptyScore
    return {
      saliencyMap: Float32Array.from(values),
      shape: [height, width],
      evaluations: game.evaluations(),
      degenerate: values.every((value) => value === 0) ? 'no block of the sample changes the score' : null,
      score: game.fullScore,
      details: {
        expectedScore: game.emptyScore,
        additivity: additivity(values, difference),
        coalitions: scored,
        exact: left === 0,
        blocks: leafCount(whole, params.smallestBlock),
        smallestBlockPx: [smallest.height, smallest.width],
      },
    }
  },
})

interface Divided {
  readonly values: Float64Array
  /** Smallest block that got a value of its own. */
  readonly smallest: Block
  readonly scored: number
  /** Divisions that the budget did not cover. */
  readonly left: number
}

async function divide(context: MethodContext<Params>, game: Game, whole: Block): Promise<Divided> {
  const { params, onProgress, onPartial } = context
  const { width } = whole
  const values = new Float64Array(whole.height * width)
  const queue = new PriorityQueue<Task>()
  let smallest = whole
  let scored = 0
  const settle = ({ block, without, with: full, weight }: Task): void => {
    addShared(block, (full - without) * weight, values, width)
    if (block.height * block.width < smallest.height * smallest.width) smallest = block
  }
  const enqueue = (task: Task): void => {
    if (halves(task.block, params.smallestBlock) === null) settle(task)
    else queue.push(task, Math.abs(task.with - task.without) * task.weight)
  }
  const budget = params.sampleCount * game.passes
  enqueue({ block: whole, context: null, without: game.emptyScore, with: game.fullScore, weight: 1 })
  while (queue.size > 0 && scored + 2 <= params.sampleCount) {
    const divisions = takeDivisions(queue, params, Math.min(TOGETHER, (params.sampleCount - scored) >> 1))
    const before = scored * game.passes
    const scores = await scoreHalves(game, divisions, width, (done) => onProgress(before + done, budget))
    scored += 2 * divisions.length
    divisions.forEach((division, index) => {
      for (const task of tasksOf(division, scores[2 * index]!, scores[2 * index + 1]!)) enqueue(task)
    })
    onPartial?.(() => ({
      saliencyMap: Float32Array.from(withShares(values, queue.items(), width)),
      shape: [whole.height, width],
      evaluations: scored,
      standardError: null,
    }))
  }
  onProgress(budget, budget)
  const left = queue.size
  for (let task = queue.pop(); task !== undefined; task = queue.pop()) settle(task)
  return { values, smallest, scored, left }
}

/** What the map would be if no further block were divided. */
function withShares(values: Float64Array, tasks: Iterable<Task>, width: number): Float64Array {
  const shared = values.slice()
  for (const task of tasks) addShared(task.block, (task.with - task.without) * task.weight, shared, width)
  return shared
}

function takeDivisions(queue: PriorityQueue<Task>, { smallestBlock }: Params, count: number): Division[] {
  const divisions: Division[] = []
  while (divisions.length < count) {
    const task = queue.pop()
    const parts = task === undefined ? null : halves(task.block, smallestBlock)
    if (task === undefined || parts === null) break
    divisions.push({ task, parts })
  }
  return divisions
}

/** Scores of each division's context with only its first and with only its second half. */
function scoreHalves(
  game: Game,
  divisions: readonly Division[],
  width: number,
  onDone: (passes: number) => void,
): Promise<Float64Array> {
  const draw = (index: number, out: Float32Array): void => {
    const { task, parts } = divisions[index >> 1]!
    drawPresent({ block: parts[index % 2 === 0 ? 0 : 1], others: task.context }, out, width)
  }
  return game.scores(2 * divisions.length, draw, onDone)
}

/** Each half alone and after the other, half of the weight each. */
function tasksOf({ task, parts }: Division, onlyFirst: number, onlySecond: number): readonly Task[] {
  const [first, second] = parts
  const weight = task.weight / 2
  const { context } = task
  const withFirst = { block: first, others: context }
  const withSecond = { block: second, others: context }
  return [
    { block: first, context, without: task.without, with: onlyFirst, weight },
    { block: second, context, without: task.without, with: onlySecond, weight },
    { block: first, context: withSecond, without: onlySecond, with: task.with, weight },
    { block: second, context: withFirst, without: onlyFirst, with: task.with, weight },
  ]
}
