import { availableParallelism } from 'node:os'
import type { BackgroundSpec } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Background } from '../attribution/background.ts'
import type { ModelSession } from '../attribution/model-session.ts'
import { listBackends } from '../backends/registry.ts'
import { listingOf, type OpenedSource, type SampleSource } from '../datasets/sample-source.ts'
import { evaluateClassifier } from '../metrics/classifier.ts'
import { BackgroundCache } from './background-cache.ts'
import { explainSamples } from './explain.ts'
import { modelFacts } from './model-facts.ts'
import { samplePicture } from './picture.ts'
import { predictSamples } from './predict.ts'
import type { Computing, EngineInput, ModelReference } from './protocol.ts'
import type { SampleReader } from './read-samples.ts'
import { sampleReader } from './sample-reader.ts'
import { scoreMaps } from './score-maps.ts'
import type { EngineHandlers } from './serve-calls.ts'
import { SessionPool } from './session-pool.ts'
import { SourceCache } from './source-cache.ts'

interface OnSamples {
  readonly model: ModelReference
  readonly source: SampleSource
  readonly computing: Computing
}

/** What the engine process does, call by call. */
export function createHandlers(): EngineHandlers {
  const pool = new SessionPool()
  const sources = new SourceCache()
  const backgrounds = new BackgroundCache()

  async function onSamples(
    { model, source, computing }: OnSamples,
    use: (session: ModelSession, reader: SampleReader, opened: OpenedSource) => Promise<void>,
  ): Promise<{ backend: string }> {
    return pool.withSession(model, computing, async (session, loaded) => {
      const opened = await sources.open(source)
      await use(session, sampleReader(opened, loaded.model, model.preprocessing), opened)
      return { backend: session.backend.version }
    })
  }

  function backgroundReader(
    { model, backgroundSamples }: Pick<EngineInput<'explain'>, 'model' | 'backgroundSamples'>,
    place: { session: ModelSession; reader: SampleReader; opened: OpenedSource },
    signal: AbortSignal,
  ): (spec: BackgroundSpec | null) => Promise<Background> {
    const { preprocessing } = model
    return (spec) =>
      backgrounds.read({ ...place, spec, preprocessing, candidates: backgroundSamples }, signal)
  }

  return {
    'backends.list': ({ bench, threads }) => listBackends({ bench, threads }),
    'backend.open': async ({ computing }) => {
      const { id, version } = await pool.backend(computing)
      return { id, version, threads: computing.threads === 0 ? availableParallelism() : computing.threads }
    },
    'model.inspect': async ({ path }) => modelFacts(await pool.models.load({ path, sha256: null })),
    'source.list': async ({ source }) => listingOf(await sources.open(source, { refresh: true })),
    'sample.picture': async ({ source, sample, size, preprocessing }) =>
      samplePicture(await sources.open(source), sample, size, preprocessing),
    'sample.signal': async ({ source, sample }) => {
      const opened = await sources.open(source)
      if (opened.kind !== 'signal') {
        throw new WorkbenchError('file_unsupported', `not a signal: ${sample.name} (is a tile)`)
      }
      const values = await opened.read({ index: sample.index, name: sample.name }, null)
      const templates = opened.templates.map(({ label, x, y }) => ({ label, x: [...x], y: [...y] }))
      return { values, templates }
    },
    'sample.hashes': async ({ source, samples }, { signal }) => {
      const opened = await sources.open(source)
      const hashes: (string | null)[] = []
      for (const { index, name } of samples) {
        signal.throwIfAborted()
        hashes.push(await opened.hash({ index, name }).catch(() => null))
      }
      return hashes
    },
    predict: (input, context) =>
      onSamples(input, (session, reader) =>
        predictSamples({ session, reader, samples: input.samples }, context),
      ),
    explain: (input, context) =>
      onSamples(input, (session, reader, opened) => {
        const { samples, question } = input
        const readBackground = backgroundReader(input, { session, reader, opened }, context.signal)
        return explainSamples({ session, reader, samples, question, readBackground }, context)
      }),
    score: async (input, { signal, onProgress }) => {
      const { samples, metric, params, question, computing } = input
      const scores: Awaited<ReturnType<typeof scoreMaps>> = []
      const memoryBytes = computing.memoryMegabytes * 2 ** 20
      const { backend } = await onSamples(input, async (session, reader, opened) => {
        const onDone = (done: number) => onProgress({ done, total: samples.length })
        const readBackground = backgroundReader(input, { session, reader, opened }, signal)
        const asked = { metric, params, samples, question, memoryBytes, readBackground }
        scores.push(...(await scoreMaps({ session, reader, ...asked, signal, onDone })))
      })
      return { scores, backend }
    },
    evaluate: (input) => Promise.resolve(evaluateClassifier(input)),
  }
}
