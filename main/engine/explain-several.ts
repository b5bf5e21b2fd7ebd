import { setImmediate } from 'node:timers/promises'
import type { BackgroundSpec } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Background } from '../attribution/background.ts'
import type { ModelSession } from '../attribution/model-session.ts'
import { shareWorkOn } from '../attribution/sample-work.ts'
import { explainOne, predictedClasses, prepareQuestion, type PreparedQuestion } from './explain.ts'
import type { EngineInput } from './protocol.ts'
import { readChunks, type OpenedSample, type SampleReader } from './read-samples.ts'
import type { SeveralItem } from './run-protocol.ts'
import type { CallContext } from './serve-calls.ts'

interface SeveralOptions {
  readonly session: ModelSession
  readonly reader: SampleReader
  readonly asked: readonly {
    readonly question: unknown
    readonly readBackground: (spec: BackgroundSpec | null) => Promise<Background>
  }[]
  readonly samples: EngineInput<'explain.several'>['samples']
}

/** As `explainSamples`, for several questions at once: sample by sample, each of its questions one after the other. */
export async function explainSeveral(
  options: SeveralOptions,
  context: CallContext<SeveralItem>,
): Promise<void> {
  const { session, reader, samples } = options
  const { signal, onItem } = context
  const prepared = await prepareAll(options, context)
  const askedOf = new Map(samples.map(({ reference, asked }) => [reference.id, asked]))
  const references = samples.map(({ reference }) => reference)
  for await (const { opened, failures } of readChunks(reader, references, CHUNK, signal)) {
    for (const failure of failures) {
      for (const asked of (askedOf.get(failure.id) ?? []).filter((place) => prepared.has(place)))
        onItem({ kind: 'item', asked, item: { kind: 'failure', failure } })
    }
    if (opened.length === 0) continue
    const predicted = await predictedClasses(session, opened)
    for (const [row, sample] of opened.entries()) {
      const stopSharing = shareWorkOn(sample.input)
      try {
        await explainSample(
          { session, sample, predicted: predicted[row]!, prepared, asked: askedOf.get(sample.reference.id)! },
          context,
        )
      } finally {
        stopSharing()
      }
    }
  }
}

/** Samples read and predicted ahead together. */
const CHUNK = 16

/** By place; a question that cannot be prepared is told as refused, and missing. */
async function prepareAll(
  { asked }: SeveralOptions,
  { signal, onItem }: CallContext<SeveralItem>,
): Promise<Map<number, PreparedQuestion>> {
  const prepared = new Map<number, PreparedQuestion>()
  for (const [place, one] of asked.entries()) {
    try {
      prepared.set(place, await prepareQuestion(one))
    } catch (thrown) {
      signal.throwIfAborted()
      onItem({ kind: 'refused', asked: place, error: WorkbenchError.from(thrown).toRecord() })
    }
  }
  return prepared
}

interface SampleAsked {
  readonly session: ModelSession
  readonly sample: OpenedSample
  readonly predicted: number
  readonly prepared: Map<number, PreparedQuestion>
  readonly asked: readonly number[]
}

/** A question whose fault is not the sample's is refused, and not asked of the samples after it. */
async function explainSample(
  { session, sample, predicted, prepared, asked }: SampleAsked,
  { signal, onItem, onProgress }: CallContext<SeveralItem>,
): Promise<void> {
  for (const place of asked) {
    const question = prepared.get(place)
    if (question === undefined) continue
    signal.throwIfAborted()
    try {
      const told = { onProgress: (done: number, total: number) => onProgress({ done, total }) }
      const item = await explainOne({ ...question, session, sample, predicted }, told, { signal })
      onItem({ kind: 'item', asked: place, item })
    } catch (thrown) {
      signal.throwIfAborted()
      prepared.delete(place)
      onItem({ kind: 'refused', asked: place, error: WorkbenchError.from(thrown).toRecord() })
    }
    // Lets a cancel or another call in between two maps.
    await setImmediate()
  }
}
