import { WorkbenchError } from '#contract/errors.ts'
import { gradientRules, propagateBack } from '../gradient.ts'
import type { Rule, RuleTable } from '../gradient/rule.ts'
import { GraphBuilder } from '../graph-builder.ts'
import type { Graph } from '../graph.ts'
import { counterpartIn, type Counterpart } from './counterpart.ts'
import { integratedHead } from './integrated-head.ts'
import { rescaleMaxPool, rescaleReduce } from './maximum.ts'
import { rescaleBinary, rescaleUnary } from './rescale.ts'
import { shapTensorflowSoftmax } from './softmax.ts'
import { cutAt, withOutputs } from '../subgraph.ts'

export interface DeepliftRequest {
  /** Id of the value whose change is distributed. */
  readonly of: string
  /** Graph input with what is propagated back from `of` (a row per background, or one that broadcasts). */
  readonly upstream: string
  /** Id of the value that gets multipliers: the model's input. */
  readonly withRespectTo: string
  /** Id of the logits, where what comes after them passes by the integrated rule and not by the rules of its ops. */
  readonly integratedFrom?: string
}

/** Multipliers of a graph's input, with what the sample's side has to supply. */
export interface DeepliftGraph {
  /** Inputs: those of the model (backgrounds), the upstream, and `counterpartId(v)` for each of `sampleValues`. */
  readonly graph: Graph
  /** The same with the backgrounds' `sampleValues` fed under their own ids: their forward pass is done once for all samples. */
  readonly valuesFed: Graph
  /** Ids of the values that must be computed for the sample and fed. */
  readonly sampleValues: readonly string[]
  /** Id of the multipliers, one row per background. */
  readonly multipliers: string
}

/** Rules of DeepLIFT's rescale multipliers as in shap's DeepExplainer for TensorFlow; what is linear passes as a gradient. */
function deepliftRules(sample: Counterpart): RuleTable {
  return {
    ...gradientRules,
    unary: rescaleUnary(sample),
    binary: rescaleBinary(sample),
    softmax: shapTensorflowSoftmax(sample),
    maxPool: rescaleMaxPool(sample),
    reduce: rescaleReduce(sample),
    select: refuseVaryingCondition,
  }
}

/** A choice is linear in what is chosen, as long as the condition is the same for every input. */
const refuseVaryingCondition: Rule<'select'> = (step) => {
  if (step.needed[0])
    throw new WorkbenchError(
      'capability_missing',
      'no DeepLIFT rule: select whose condition depends on the input',
    )
  return gradientRules.select(step)
}

/**
 * The graph of multipliers m with sum of m (x - b) = of(x) - of(b), for a batch of backgrounds b and one sample x. The
 * forward pass of the graph runs on the backgrounds; the sample's is fed.
 *
 * @see Shrikumar, Greenside, Kundaje, Learning Important Features Through Propagating Activation Differences, ICML 2017
 */
export function deepliftGraph(graph: Graph, request: DeepliftRequest): DeepliftGraph {
  const builder = GraphBuilder.from(graph)
  const sample = counterpartIn(builder)
  const { of, upstream, withRespectTo, integratedFrom } = request
  if (!builder.has(upstream)) builder.input(upstream, [1, ...builder.shapeOf(of).slice(1)])
  const start =
    integratedFrom === undefined
      ? { of, upstream }
      : {
          of: integratedFrom,
          upstream: integratedHead({ builder, graph, of, through: integratedFrom, upstream, sample }),
        }
  const arrived = propagateBack(builder, withOutputs(graph, [start.of]), {
    ...start,
    withRespectTo: [withRespectTo],
    rules: deepliftRules(sample),
  })
  const found =
    arrived.get(withRespectTo) ?? builder.add({ type: 'broadcastLike' }, [builder.scalar(0), withRespectTo])
  const multipliers = builder.add(
    { type: 'reshape', shape: builder.shapeOf(withRespectTo) },
    [found],
    `multipliers/${withRespectTo}`,
  )
  const asked = [...sample.asked]
  const whole = builder.build([multipliers])
  return {
    graph: withOutputs(whole, [multipliers]),
    valuesFed: cutAt(whole, asked, [multipliers]),
    sampleValues: asked,
    multipliers,
  }
}
