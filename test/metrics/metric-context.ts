import { argmax, explainedScores } from '../../main/attribution/explained-score.ts'
import type { ModelSession } from '../../main/attribution/model-session.ts'
import type { ModelGraph } from '../../main/graph/model-graph.ts'
import { createRng, type Rng } from '../../main/kernels/rng.ts'
import type { Explained } from '../../main/attribution/method.ts'
import type { MetricContext } from '../../main/metrics/define-metric.ts'
import type { ExplainAgain } from '../../main/metrics/metric-context.ts'
import { probabilitiesOf, scoreInputs } from '../../main/metrics/score-inputs.ts'
import { sessionOfGraph } from '../helpers/session.ts'

interface Given<Params> {
  readonly sample: Float32Array
  readonly map: Float32Array
  readonly params: Params
  readonly explained?: Explained
  readonly evidence?: Uint8Array | null
  readonly rng?: Rng
}

export const neverAborted = { aborted: false, throwIfAborted: () => undefined }

/** What a metric is given, of a function from input to logits instead of a model. */
export function contextOfFunction<Params>(
  logits: (input: Float32Array) => readonly number[],
  {
    explain,
    ...given
  }: Given<Params> & {
    readonly sampleShape: readonly [number, number, number]
    readonly explain?: (request: ExplainAgain) => Float32Array
  },
): MetricContext<Params> {
  const probabilitiesFor = (input: Float32Array): number[] => {
    const exponentials = logits(input).map((value) => Math.exp(value))
    const total = exponentials.reduce((sum, value) => sum + value, 0)
    return exponentials.map((value) => value / total)
  }
  const samplePredictions = probabilitiesFor(given.sample)
  return {
    explained: { targetClass: 0, versus: null, output: 'logit' },
    samplePredictions,
    predictedClass: argmax(samplePredictions),
    evidence: null,
    rng: createRng(0).fork(1),
    signal: neverAborted,
    probabilities: (inputs) => Promise.resolve(inputs.map(probabilitiesFor)),
    scores: ({ count, draw }, explained) => {
      const out = new Float32Array(given.sample.length)
      const scores = Float64Array.from({ length: count }, (_, index) => {
        draw(index, out)
        const [values, shares] = [Float32Array.from(logits(out)), Float32Array.from(probabilitiesFor(out))]
        return explainedScores(values, shares, values.length, explained)[0]!
      })
      return Promise.resolve(scores)
    },
    methodParams: null,
    explain: explain === undefined ? null : (request) => Promise.resolve(explain(request)),
    model: noModel,
    openSession: () => {
      throw new Error('no model')
    },
    ...given,
  }
}

/** What a metric is given, of a session. */
export async function contextOfSession<Params>(
  session: ModelSession,
  {
    explain,
    ...given
  }: Given<Params> & { readonly explain?: (request: ExplainAgain) => Promise<Float32Array> },
): Promise<MetricContext<Params>> {
  const samplePredictions = (await probabilitiesOf(session, [given.sample], neverAborted))[0]!
  return {
    sampleShape: session.model.inputShape,
    explained: { targetClass: 0, versus: null, output: 'logit' },
    samplePredictions,
    predictedClass: argmax(samplePredictions),
    evidence: null,
    rng: createRng(0).fork(1),
    signal: neverAborted,
    model: session.model,
    probabilities: (inputs) => probabilitiesOf(session, inputs, neverAborted),
    scores: (inputs, explained) => scoreInputs(session, inputs, explained, neverAborted),
    methodParams: null,
    explain: explain ?? null,
    openSession: (model) => sessionOfGraph(model, session.backend),
    ...given,
  }
}

/** Stands where a function takes the place of a model; no metric but model randomisation looks at it. */
const noModel: ModelGraph = {
  graph: { inputs: [], constants: new Map(), nodes: [], outputs: [] },
  kind: 'tile',
  input: '',
  inputShape: [1, 1, 1],
  classCount: 0,
  logits: '',
  probabilities: '',
  layers: [],
  notes: [],
}
