import type { GraphBuilder } from '../graph-builder.ts'
import type { Op, OpType } from '../graph.ts'

export type OpOf<Type extends OpType> = Extract<Op, { readonly type: Type }>

/** One node on the way back, as a rule sees it. */
export interface BackwardStep<Type extends OpType = OpType> {
  /** Holds the whole forward graph; the rule adds its own nodes to it. */
  readonly builder: GraphBuilder
  readonly op: OpOf<Type>
  /** Ids of the values that the node takes in. */
  readonly inputs: readonly string[]
  /** Id of the value that the node puts out. */
  readonly output: string
  /** Id of what came back for `output` (a derivative, a multiplier); same shape. */
  readonly upstream: string
  /** Per input: does anything wait for what goes back to it? Rules may leave out the others. */
  readonly needed: readonly boolean[]
}

/** Per input the id of what goes back to it, of the input's shape; undefined for nothing (zero). */
export type Rule<Type extends OpType> = (step: BackwardStep<Type>) => readonly (string | undefined)[]

/**
 * How something is passed back through every op. `gradientRules` passes derivatives. Another method of propagation
 * (DeepLIFT multipliers, guided backpropagation) is another table: `{ ...gradientRules, unary: rescaleRule(references) }`.
 */
export type RuleTable = { readonly [Type in OpType]: Rule<Type> }
