import { setImmediate } from 'node:timers/promises'
import { Question, type BackgroundSpec } from '#contract/attributions.ts'
import { WorkbenchError, type ErrorCode } from '#contract/errors.ts'
import { argmax } from '../attribution/explained-score.ts'
import type { Background } from '../attribution/background.ts'
import type { Explained, Method } from '../attribution/method.ts'
import { ModelSession } from '../attribution/model-session.ts'
import { parseParams } from '../attribution/parse-params.ts'
import { findMethod, methods } from '../attribution/registry.ts'
import { createRng, type Rng } from '../kernels/rng.ts'
import type { Metric, MetricContext, SampleFigures } from '../metrics/define-metric.ts'
import type { ExplainAgain } from '../metrics/metric-context.ts'
import { metricById } from '../metrics/registry.ts'
import { probabilitiesOf, scoreInputs } from '../metrics/score-inputs.ts'
import { firstNotFinite } from './finite-predictions.ts'
import type { SampleReference, SampleScore, ScoreSample } from './protocol.ts'
import type { SampleReader } from './read-samples.ts'

/** Of the metrics that draw at random; a sample's stream depends on its id alone, not on the chunk it came in. */
const SCORE_SEED = 0

/** Reads the ground truth of a sample in the size of the model's input, [H, W]; null where there is none. */
export type EvidenceReader = (reference: SampleReference) => Promise<Uint8Array | null>

export interface ScoreRequest {
  readonly session: ModelSession
  readonly reader: SampleReader
  readonly metric: string
  readonly params: unknown
  readonly samples: readonly ScoreSample[]
  /** What the maps answer; without it no metric can run the method again, and maps explain a probability. */
  readonly question?: Question | undefined
  /** As of `explainSamples`; only called where the metric runs a method that needs a background. */
  readonly readBackground?: (spec: BackgroundSpec | null) => Promise<Background>
  readonly evidence?: EvidenceReader
  /** Bound for a chunk of a changed model (model randomisation). */
  readonly memoryBytes: number
  readonly signal: AbortSignal
  /** In samples, also in fractions. */
  readonly onDone: (done: number) => void
  /** Told of each score as it comes. */
  readonly onScore?: (score: SampleScore) => void
}

/** What is drawn at random about a sample comes from here. */
export function sampleStream({ id }: SampleReference): Rng {
  return createRng(SCORE_SEED).fork(id)
}

type Context = MetricContext<Record<string, unknown>>
type Asked = Pick<Context, 'methodParams'> & {
  readonly explained: Omit<Explained, 'targetClass'>
  readonly explain:
    ((sample: Float32Array, explained: Explained, again: ExplainAgain) => Promise<Float32Array>) | null
}

/**
 * Scores stored maps with a metric. A sample that cannot be read any more is left out.
 * @throws WorkbenchError `unknown_metric`, `invalid_param`, `capability_missing` where the metric needs what is not there
 */
export async function scoreMaps(request: ScoreRequest): Promise<SampleScore[]> {
  const { samples, signal, onDone, onScore = () => {} } = request
  const metric = metricById(request.metric)
  const params = parseParams(metric, request.params)
  const asked = await askedOf(request, metric)
  checkNeeds(metric, asked)
  const scores: SampleScore[] = []
  const together: { id: number; context: Context }[] = []
  const tell = (score: SampleScore) => {
    scores.push(score)
    onScore(score)
  }
  for (const sample of samples) {
    signal.throwIfAborted()
    const context = await contextOf(request, asked, params, sample)
    if (context !== null && metric.measureAll !== undefined)
      together.push({ id: sample.reference.id, context })
    else if (context !== null) tell(scoreOf(sample.reference.id, await metric.measure(context)))
    if (metric.measureAll === undefined) onDone(scores.length)
    await setImmediate()
  }
  if (metric.measureAll === undefined) return scores
  const figures = await metric.measureAll(
    together.map(({ context }) => context),
    onDone,
  )
  figures.forEach((figure, row) => tell(scoreOf(together[row]!.id, figure)))
  return scores
}

function checkNeeds(metric: Metric, { explain }: Asked): void {
  if (!metric.needs.includes('method') || explain !== null) return
  throw new WorkbenchError(
    'capability_missing',
    `method not known: ${metric.id} runs it again (imported maps cannot be scored with it)`,
  )
}

function scoreOf(id: number, { values, degenerate, undefinedReason, curves }: SampleFigures): SampleScore {
  return { id, values, degenerate, undefinedReason: undefinedReason ?? null, ...(curves && { curves }) }
}

/** The run's question, ready to be asked again. */
async function askedOf(request: ScoreRequest, metric: Metric): Promise<Asked> {
  const { question, session, signal } = request
  if (question === undefined) {
    return { methodParams: null, explained: { versus: null, output: 'probability' }, explain: null }
  }
  const { method: id, params: given, versus, output, seed, background: spec } = Question.parse(question)
  const again = metric.needs.includes('method')
  // Imported maps name a method that may be nobody's: most metrics do not mind.
  const known: readonly Method[] = methods
  const method = known.find((candidate) => candidate.id === id) ?? (again ? findMethod(id) : undefined)
  if (method === undefined) {
    return { methodParams: given, explained: { versus, output: output ?? 'probability' }, explain: null }
  }
  const params = parseParams(method, given)
  const compares = again && method.needs.includes('background')
  const background = compares ? ((await request.readBackground?.(spec)) ?? null) : null
  return {
    methodParams: params,
    explained: { versus, output: output ?? method.defaultOutput },
    explain: async (sample, explained, other) => {
      const { saliencyMap } = await method.run({
        session: other.session ?? session,
        sample: other.input ?? sample,
        explained: {
          ...explained,
          targetClass: other.targetClass ?? explained.targetClass,
          versus: other.versus === undefined ? explained.versus : other.versus,
        },
        params,
        background,
        seed,
        signal,
        onProgress: () => {},
      })
      // Lets a cancel or another call in between two maps.
      await setImmediate()
      return saliencyMap
    },
  }
}

/** One file that is none any more, or another one, must not end the score of all. */
const OF_THE_FILE: readonly ErrorCode[] = ['file_unreadable', 'file_corrupt', 'file_unsupported']

/** null where the sample cannot be read, or the model's prediction of it is not finite. */
async function contextOf(
  request: ScoreRequest,
  asked: Asked,
  params: Record<string, unknown>,
  { reference, targetClass, values }: ScoreSample,
): Promise<Context | null> {
  const { session, reader, signal, evidence, memoryBytes } = request
  const sample = await reader(reference).catch((thrown: unknown) => {
    if (OF_THE_FILE.includes(WorkbenchError.from(thrown).code)) return null
    throw thrown
  })
  if (sample === null) return null
  const explained = { targetClass, ...asked.explained }
  const samplePredictions = (await probabilitiesOf(session, [sample], signal))[0]!
  if (firstNotFinite(samplePredictions) !== null) return null
  const { explain } = asked
  return {
    sample,
    sampleShape: session.model.inputShape,
    map: values,
    explained,
    samplePredictions,
    predictedClass: argmax(samplePredictions),
    evidence: (await evidence?.(reference)) ?? null,
    params,
    rng: sampleStream(reference),
    signal,
    model: session.model,
    probabilities: (inputs) => probabilitiesOf(session, inputs, signal),
    scores: (inputs, scored) => scoreInputs(session, inputs, scored, signal),
    methodParams: asked.methodParams,
    explain: explain === null ? null : (again) => explain(sample, explained, again),
    openSession: (model) => new ModelSession(model, session.backend, { memoryBytes }),
  }
}
