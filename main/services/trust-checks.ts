import type { Diagnostics } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { TrustCheck } from '#contract/trust.ts'
import type { EngineInput, SampleScore } from '../engine/protocol.ts'
import { createRng } from '../kernels/rng.ts'
import type { CheckValues } from '../metrics/trust/checked-rows.ts'
import type { StoredMap } from '../store/maps.ts'
import type { JobControl } from './job-registry.ts'
import { toModelReference } from './model-record.ts'
import { scoreSampleOf, spreadOf, type CurvesQuestion, type RemovalCurves } from './removal-curves.ts'
import { toReference } from './sample-references.ts'
import type { ServiceContext } from './service-context.ts'
import { setUpScoring } from './stored-run.ts'

/** Random orders that the map is compared with. */
const RANDOM_ORDERS = 5
const CURVE_STEPS = 100
const KEPT = { fraction: 0.9, scoredClass: 'explained' } as const

export interface CheckPlace {
  readonly context: ServiceContext
  readonly curves: RemovalCurves
  readonly map: StoredMap
}

type Control = Pick<JobControl, 'signal' | 'progress'>

interface CheckDefinition {
  readonly title: string
  /** Whether the map's method is run again: not possible for maps from elsewhere. */
  readonly asksAgain: boolean
  /** How often the method is run again, and forward passes beside that: for the time it will take. */
  readonly explanations: number
  readonly passes: number
  readonly perform: (place: CheckPlace, control: Control) => Promise<CheckValues>
}

export const CHECKS: Readonly<Record<TrustCheck, CheckDefinition>> = {
  'kept-confidence': {
    title: 'Confidence kept',
    asksAgain: false,
    explanations: 0,
    passes: 3 * (1 + RANDOM_ORDERS),
    perform: keptConfidence,
  },
  'runner-up': {
    title: 'Runner-up’s map',
    asksAgain: true,
    explanations: 1,
    passes: 1,
    perform: async (place, control) => {
      const [score] = await scored(place, control, { metric: 'class-sensitivity' })
      return checkValues(score, { spearman: score.values['runnerUpSpearman'] })
    },
  },
  'randomised-model': {
    title: 'Shuffled model',
    asksAgain: true,
    explanations: 2,
    passes: 2,
    perform: async (place, control) => {
      // A cascade of two steps: the last layer, then all of them.
      const params = { mode: 'cascading', maxSteps: 2 }
      const [score] = await scored(place, control, { metric: 'model-randomisation', params })
      const steps = score.curves?.y['absoluteSpearman'] ?? []
      const everyLayer = score.values['lastAbsoluteSpearman']
      return checkValues(score, { lastLayer: steps[0], everyLayer })
    },
  },
  'removal-order': {
    title: 'Removal in its order',
    asksAgain: false,
    explanations: 0,
    passes: 2 * (CURVE_STEPS + 1) * (1 + RANDOM_ORDERS),
    perform: removalOrder,
  },
}

/** What the occlusion bench asks too, so that one computation serves both. */
function curvesQuestion(mapId: number): CurvesQuestion {
  return {
    mapId,
    steps: CURVE_STEPS,
    deletionFill: 'black',
    insertionFill: 'blur',
    randomOrders: RANDOM_ORDERS,
  }
}

/** What the occlusion bench has computed already; undefined where that is not all that the check needs. */
export function knownRemovalOrder({
  curves,
  map,
}: Pick<CheckPlace, 'curves' | 'map'>): CheckValues | undefined {
  const question = curvesQuestion(map.id)
  return curves.isComplete(question) ? removalValues(curves, question) : undefined
}

/** From what the map itself took; null where that is not known. A pass of a method with gradients is dearer than a forward pass. */
export function estimatedMs(
  check: TrustCheck,
  durationMs: number,
  { evaluations }: Diagnostics,
): number | null {
  if (!(durationMs > 0) || evaluations === 0) return null
  const { explanations, passes } = CHECKS[check]
  return explanations * durationMs + (passes * durationMs) / evaluations
}

async function keptConfidence(place: CheckPlace, control: Control): Promise<CheckValues> {
  const { map } = place
  const pixels = map.shape.slice(0, map.shape.length === 3 ? 2 : map.shape.length).reduce((a, b) => a * b, 1)
  const rng = createRng(0).fork(map.sampleId)
  // Random maps of one value a pixel: each blacks out another tenth of the sample.
  const random = Array.from({ length: RANDOM_ORDERS }, (_, index) => {
    const values = Float32Array.from({ length: pixels }, (_value, pixel) => pixel)
    return { ...map, shape: map.shape.slice(0, 2), values: rng.fork(1 + index).shuffle(values) }
  })
  const scoring = { metric: 'drop-increase', params: KEPT, maps: [map, ...random], asksAgain: false }
  const scores = await scored(place, control, scoring)
  const [own, ...others] = scores.map((score) => score.values['averageDrop'] ?? null)
  const drops = others.filter((value) => value !== null)
  return checkValues(scores[0], {
    drop: own,
    ...(drops.length > 0 && spreadValues('random', spreadOf(drops))),
  })
}

async function removalOrder({ map, curves }: CheckPlace, control: Control): Promise<CheckValues> {
  const question = curvesQuestion(map.id)
  await curves.complete(question, control)
  return removalValues(curves, question)
}

function removalValues(curves: RemovalCurves, question: CurvesQuestion): CheckValues {
  const found = curves.read(question)
  if (found?.random == null) return { values: {}, reason: 'the curves could not be computed' }
  const { areas, random } = found
  return {
    values: {
      deletionAuc: areas.deletion,
      insertionAuc: areas.insertion,
      ...spreadValues('randomDeletion', random.deletion.area),
      ...spreadValues('randomInsertion', random.insertion.area),
    },
    reason: null,
  }
}

interface Scoring {
  readonly metric: string
  readonly params?: Readonly<Record<string, unknown>>
  /** The map itself where left out. */
  readonly maps?: readonly StoredMap[]
  /** Whether the metric runs the method again. */
  readonly asksAgain?: boolean
}

async function scored(
  { context, map }: CheckPlace,
  control: Control,
  { metric, params = {}, maps = [map], asksAgain = true }: Scoring,
): Promise<readonly [SampleScore, ...SampleScore[]]> {
  const workspace = context.workspace.require()
  const setup = setUpScoring(context, workspace.runs.get(map.runId), { asksAgain })
  const reference = toReference(workspace.samples.get(map.sampleId))
  const input: EngineInput<'score'> = {
    model: toModelReference(setup.model),
    source: setup.source,
    metric,
    params,
    samples: maps.map((each) => scoreSampleOf(each, reference)),
    computing: setup.computing,
    ...(setup.question === null ? {} : { question: setup.question }),
    ...setup.background,
  }
  const { scores } = await context.engine.call('score', input, {
    signal: control.signal,
    onProgress: ({ done, total }) => control.progress(done, total),
  })
  const [first, ...others] = scores
  if (first !== undefined) return [first, ...others]
  // Not kept as an answer: the file may come back.
  throw new WorkbenchError(
    'file_unreadable',
    `unusable sample: ${reference.name} (cannot be read any more, or the prediction of it is not finite)`,
  )
}

function checkValues(
  score: SampleScore,
  values: Readonly<Record<string, number | null | undefined>>,
): CheckValues {
  return {
    values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value ?? null])),
    reason: score.undefinedReason ?? score.degenerate ?? null,
  }
}

function spreadValues(
  name: string,
  { mean, low, high }: ReturnType<typeof spreadOf>,
): Record<string, number> {
  return { [`${name}Mean`]: mean, [`${name}Low`]: low, [`${name}High`]: high }
}
