import type { z } from 'zod'
import { Question, type BackgroundSpec } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Background } from '../attribution/background.ts'
import { argmax } from '../attribution/explained-score.ts'
import type { Explained, Method, MethodContext } from '../attribution/method.ts'
import type { ModelSession } from '../attribution/model-session.ts'
import { findMethod } from '../attribution/registry.ts'
import { parseParams } from '../attribution/parse-params.ts'
import { tensor } from '../graph/tensor.ts'
import { diagnose } from './diagnose.ts'
import { firstNotFinite, notFinite } from './finite-predictions.ts'
import { partialPlanes } from './partial-planes.ts'
import type { ExplainItem, MapItem, SampleReference } from './protocol.ts'
import type { CallContext } from './serve-calls.ts'
import { readChunks, type OpenedSample, type SampleReader } from './read-samples.ts'

type ParsedQuestion = z.output<typeof Question>

interface ExplainOptions {
  readonly session: ModelSession
  readonly reader: SampleReader
  readonly samples: readonly SampleReference[]
  readonly question: unknown
  /** Chooses and reads the samples to compare with; null for the default set. */
  readonly readBackground: (spec: BackgroundSpec | null) => Promise<Background>
  /** Sends maps that still converge along with the progress. */
  readonly partialMaps?: boolean
}

/** Samples read and predicted ahead together; small, so that cancelling and the first map are quick. */
const CHUNK = 16

/** Explains samples one after the other; a sample that fails is told as such and the rest goes on. */
export async function explainSamples(
  options: ExplainOptions,
  context: CallContext<ExplainItem>,
): Promise<void> {
  const { session, reader, samples } = options
  const prepared = await prepareQuestion(options)
  for await (const { opened, failures } of readChunks(reader, samples, CHUNK, context.signal)) {
    for (const failure of failures) context.onItem({ kind: 'failure', failure })
    if (opened.length === 0) continue
    const predicted = await predictedClasses(session, opened)
    for (const [row, sample] of opened.entries()) {
      context.signal.throwIfAborted()
      context.onItem(
        await explainOne(
          { ...prepared, session, sample, predicted: predicted[row]! },
          options.partialMaps === true ? partialPlanes(context.onProgress) : plainProgress(context),
          context,
        ),
      )
      // Lets a cancel or another call in between two samples.
      await new Promise(setImmediate)
    }
  }
}

/** A question ready to be asked of any sample. */
export interface PreparedQuestion {
  readonly question: ParsedQuestion
  readonly method: Method
  readonly params: Record<string, unknown>
  readonly background: Background | null
}

export async function prepareQuestion({
  question: asked,
  readBackground,
}: Pick<ExplainOptions, 'question' | 'readBackground'>): Promise<PreparedQuestion> {
  const question = Question.parse(asked)
  const method = findMethod(question.method)
  const params = parseParams(method, question.params)
  const background = method.needs.includes('background') ? await readBackground(question.background) : null
  return { question, method, params, background }
}

export interface OneSample extends PreparedQuestion {
  readonly session: ModelSession
  readonly sample: OpenedSample
  readonly predicted: number
}

type Told = Pick<MethodContext<unknown>, 'onProgress' | 'onPartial'>

function plainProgress({ onProgress }: CallContext<ExplainItem>): Told {
  return { onProgress: (done, total) => onProgress({ done, total }) }
}

export async function explainOne(
  one: OneSample,
  told: Told,
  context: Pick<CallContext<ExplainItem>, 'signal'>,
): Promise<ExplainItem> {
  const { sample, method, session } = one
  // Of such a sample every method would explain nothing, each in its own way.
  if (one.predicted === NO_CLASS) {
    const { id, name } = sample.reference
    return { kind: 'failure', failure: { id, error: notFinite(Number.NaN, name).toRecord() } }
  }
  const started = performance.now()
  try {
    const explained = whatIsExplained(one)
    const attribution = await method.run({
      session,
      sample: sample.input,
      explained,
      params: one.params,
      background: one.background,
      seed: one.question.seed,
      signal: context.signal,
      ...told,
    })
    return {
      kind: 'map',
      id: sample.reference.id,
      targetClass: explained.targetClass,
      shape: session.model.kind === 'signal' ? signalShape(attribution.shape) : attribution.shape,
      values: attribution.saliencyMap,
      diagnostics: diagnose(attribution, one.background),
      durationMs: performance.now() - started,
    } satisfies MapItem
  } catch (thrown) {
    context.signal.throwIfAborted()
    const error = WorkbenchError.from(thrown)
    // What is wrong with the question or the backend is wrong for every sample: the call fails, not the sample.
    if (
      error.code === 'invalid_param' ||
      error.code === 'capability_missing' ||
      error.code === 'backend_failed'
    )
      throw error
    return { kind: 'failure', failure: { id: sample.reference.id, error: error.toRecord() } }
  }
}

/** [1, L] or [1, L, C] as [L], of several channels [L, C]. */
function signalShape([, length = 1, channels = 1]: readonly number[]): readonly number[] {
  return channels === 1 ? [length] : [length, channels]
}

function whatIsExplained({ question, sample, predicted, session, method }: OneSample): Explained {
  const { target, versus } = question
  const output = question.output ?? method.defaultOutput
  if (!method.outputs.includes(output)) {
    throw new WorkbenchError(
      'invalid_param',
      `invalid output: ${output} (${method.id} explains ${method.outputs.join(', ')})`,
    )
  }
  if (target.kind === 'true' && sample.reference.label === null) {
    throw new WorkbenchError('invalid_input', `no label: ${sample.reference.name} (target is its true class)`)
  }
  const targetClass =
    target.kind === 'class' ? target.index : target.kind === 'true' ? sample.reference.label! : predicted
  const { classCount } = session.model
  for (const index of versus === null ? [targetClass] : [targetClass, versus]) {
    if (index >= classCount) {
      throw new WorkbenchError('invalid_param', `invalid class: ${index} (must be in 0 .. ${classCount - 1})`)
    }
  }
  if (versus === targetClass && target.kind === 'class') {
    throw new WorkbenchError('invalid_param', `invalid class to contrast: ${versus} (is the target itself)`)
  }
  return { targetClass, versus, output }
}

/** Of a sample whose prediction is not finite. */
const NO_CLASS = -1

/** Class of each sample, in one batch; -1 where the prediction is not finite. */
export async function predictedClasses(
  session: ModelSession,
  opened: readonly OpenedSample[],
): Promise<number[]> {
  const row = opened[0]!.input.length
  const batch = tensor(session.batchShape(opened.length))
  opened.forEach((sample, index) => batch.data.set(sample.input, index * row))
  const { probabilities } = await session.forward(batch)
  const { classCount } = session.model
  return opened.map((_, index) => {
    const ofSample = probabilities.subarray(index * classCount, (index + 1) * classCount)
    return firstNotFinite(ofSample) === null ? argmax(ofSample) : NO_CLASS
  })
}
