import { counterpartId } from '../graph/deeplift/counterpart.ts'
import { deepliftGraph, type DeepliftGraph } from '../graph/deeplift/deeplift-graph.ts'
import { inTensorflowOrder } from '../graph/deeplift/summation-order.ts'
import type { CancelSignal } from '../graph/backend.ts'
import { shapeOfValue, withOutputs } from '../graph/subgraph.ts'
import { sizeOf, tensor, type Tensor } from '../graph/tensor.ts'
import type { Background } from './background.ts'
import { scoreDirection } from './explained-score.ts'
import type { Explained } from './method.ts'
import type { ModelSession } from './model-session.ts'
import { outputGraph } from './output-graph.ts'
import { sharedWork } from './shared-work.ts'

export type SoftmaxRule = 'shap-tensorflow' | 'integrated'

interface MultiplierRequest {
  readonly session: ModelSession
  /** [H, W, C] */
  readonly sample: Float32Array
  readonly explained: Explained
  readonly softmaxRule: SoftmaxRule
  readonly background: Background
  readonly signal: CancelSignal
  /** Told of every background, in order; `multipliers` [H, W, C] is only valid during the call. */
  readonly onMultipliers: (index: number, multipliers: Float32Array) => void
  readonly onProgress: (done: number) => void
}

/** How a model's multipliers are computed for one output and rule. */
interface Plan extends DeepliftGraph {
  readonly key: string
  /** Whether sums are taken in TensorFlow's order, on which shap's softmax rule hangs. */
  readonly ordered: boolean
}

type Values = Readonly<Record<string, Tensor>>

/** Bound for the values of a background's forward pass that are kept for the next samples. */
const MAX_KEPT_BYTES = 128 * 2 ** 20

const plans = new WeakMap<ModelSession, Map<string, Plan>>()
const keptValues = new WeakMap<ModelSession, WeakMap<Background, Map<string, Promise<Values>>>>()

/**
 * DeepLIFT multipliers of one sample against every background, in chunks of bounded memory. The sample's forward pass is
 * done once; that of the backgrounds once for all samples where its values fit into memory (signals), else beside the
 * multipliers (tiles). One executable serves all classes.
 */
export async function deepliftMultipliers(request: MultiplierRequest): Promise<void> {
  const { session, sample, explained, background, signal, onMultipliers, onProgress } = request
  const { model } = session
  const plan = planOf(session, explained, request.softmaxRule)
  const own = await forwardValues(session, plan, tensor(session.batchShape(1), sample), signal)
  const values = await backgroundValues(session, plan, background, signal)
  const prepared = await session.prepared(`${plan.key} ${values === null ? 'whole' : 'fed'}`, () =>
    values === null ? plan.graph : plan.valuesFed,
  )
  const unbatched = {
    ...Object.fromEntries(plan.sampleValues.map((id) => [counterpartId(id), firstRow(own[id]!)])),
    direction: tensor([1, model.classCount], scoreDirection(explained, model.classCount)),
  }
  const batched: Values = {
    ...values,
    [model.input]: tensor(session.batchShape(background.count), background.samples),
  }
  const chunk = session.chunkSize(prepared.graph)
  for (let start = 0; start < background.count; start += chunk) {
    signal.throwIfAborted()
    const end = Math.min(background.count, start + chunk)
    const part = Object.entries(batched).map(([id, value]) => [id, rows(value, start, end)])
    const results = await prepared.executable.run({ ...unbatched, ...Object.fromEntries(part) })
    const { data } = results[plan.multipliers]!
    const size = sample.length
    for (let row = 0; row < end - start; row++)
      onMultipliers(start + row, data.subarray(row * size, (row + 1) * size))
    onProgress(end)
  }
}

function planOf(session: ModelSession, { output }: Explained, softmaxRule: SoftmaxRule): Plan {
  const rule = output === 'logit' ? 'none' : output === 'log-odds' ? 'integrated' : softmaxRule
  const key = `deeplift ${output} ${rule}`
  const known = plans.get(session) ?? new Map<string, Plan>()
  plans.set(session, known)
  const present = known.get(key)
  if (present !== undefined) return present
  const { model } = session
  const { graph, value } = outputGraph(model, output)
  const made = deepliftGraph(graph, {
    of: value,
    upstream: 'direction',
    withRespectTo: model.input,
    ...(rule === 'integrated' ? { integratedFrom: model.logits } : {}),
  })
  const plan = { ...made, key, ordered: rule === 'shap-tensorflow' }
  known.set(key, plan)
  return plan
}

/** The values that the rules compare, for a batch. */
async function forwardValues(
  session: ModelSession,
  plan: Plan,
  samples: Tensor,
  signal: CancelSignal,
): Promise<Values> {
  const { model } = session
  const ids = plan.sampleValues.filter((id) => id !== model.input)
  // Where nothing is bent, no rule compares anything.
  if (ids.length === 0) return { [model.input]: samples }
  const forward = await session.prepared(`${plan.key} forward`, () => {
    const { graph } = outputGraph(model, plan.key.includes('log-odds') ? 'log-odds' : 'logit')
    return withOutputs(plan.ordered ? inTensorflowOrder(graph) : graph, ids)
  })
  // A matrix product of a single row takes another kernel, which sums in another order.
  const batch = plan.ordered && samples.shape[0] === 1 ? twice(samples) : samples
  const values = await session.runChunks(forward, { [model.input]: batch }, signal)
  return { ...values, [model.input]: samples }
}

/** The backgrounds' values, kept for the next sample; null where they are too many. */
async function backgroundValues(
  session: ModelSession,
  plan: Plan,
  background: Background,
  signal: CancelSignal,
): Promise<Values | null> {
  const { graph } = plan
  const perSample = plan.sampleValues.reduce((sum, id) => sum + sizeOf(shapeOfValue(graph, id).slice(1)), 0)
  if (4 * perSample * background.count > MAX_KEPT_BYTES) return null
  const ofSession = keptValues.get(session) ?? new WeakMap<Background, Map<string, Promise<Values>>>()
  keptValues.set(session, ofSession)
  const kept = ofSession.get(background) ?? new Map<string, Promise<Values>>()
  ofSession.set(background, kept)
  const batch = tensor(session.batchShape(background.count), background.samples)
  return sharedWork(kept, plan.key, signal, () => forwardValues(session, plan, batch, signal))
}

function rows({ shape, data }: Tensor, start: number, end: number): Tensor {
  const size = sizeOf(shape.slice(1))
  return { shape: [end - start, ...shape.slice(1)], data: data.subarray(start * size, end * size) }
}

function firstRow(value: Tensor): Tensor {
  return rows(value, 0, 1)
}

function twice({ shape, data }: Tensor): Tensor {
  const doubled = tensor([2, ...shape.slice(1)])
  doubled.data.set(data)
  doubled.data.set(data, data.length)
  return doubled
}
