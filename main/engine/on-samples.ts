import type { BackgroundSpec } from '#contract/attributions.ts'
import type { Background } from '../attribution/background.ts'
import type { ModelSession } from '../attribution/model-session.ts'
import type { OpenedSource, SampleSource } from '../datasets/sample-source.ts'
import { BackgroundCache } from './background-cache.ts'
import type { EngineInput, ModelReference } from './protocol.ts'
import { evidenceReader } from './evidence-reader.ts'
import type { SampleReader } from './read-samples.ts'
import { sampleReader } from './sample-reader.ts'
import type { EvidenceReader } from './score-maps.ts'
import type { SessionPool } from './session-pool.ts'
import type { SourceCache } from './source-cache.ts'

/** A model on a backend with the samples of one source: what predicting, explaining and scoring work with. */
export interface SamplePlace {
  readonly session: ModelSession
  readonly reader: SampleReader
  readonly opened: OpenedSource
  readonly evidence: EvidenceReader
}

type OnSamples = Pick<EngineInput<'predict'>, 'model' | 'source' | 'computing'>
type WithBackground = Pick<EngineInput<'explain'>, 'model' | 'backgroundSource' | 'backgroundSamples'>

export class SamplePlaces {
  readonly #pool: SessionPool
  readonly #sources: SourceCache
  readonly #backgrounds = new BackgroundCache()

  constructor(pool: SessionPool, sources: SourceCache) {
    this.#pool = pool
    this.#sources = sources
  }

  /** Runs `use` in the place; answers which backend it was. */
  async at(
    { model, source, computing }: OnSamples,
    use: (place: SamplePlace) => Promise<void>,
  ): Promise<{ backend: string }> {
    return this.#pool.withSession(model, computing, async (session) => {
      const opened = await this.#sources.open(source)
      await use(placeOf(session, opened, model))
      return { backend: session.backend.version }
    })
  }

  /** How methods of the SHAP family get their background there. */
  backgroundReader(
    { model, backgroundSource, backgroundSamples }: WithBackground,
    place: SamplePlace,
    signal: AbortSignal,
  ): (spec: BackgroundSpec | null) => Promise<Background> {
    const { preprocessing } = model
    return async (spec) => {
      const from =
        backgroundSource === undefined ? place : await this.#elsewhere(place, backgroundSource, model)
      return this.#backgrounds.read({ ...from, spec, preprocessing, candidates: backgroundSamples }, signal)
    }
  }

  async #elsewhere(
    { session }: SamplePlace,
    source: SampleSource,
    model: ModelReference,
  ): Promise<SamplePlace> {
    const opened = await this.#sources.open(source)
    return placeOf(session, opened, model)
  }
}

function placeOf(
  session: ModelSession,
  opened: OpenedSource,
  { preprocessing }: ModelReference,
): SamplePlace {
  const { model } = session
  return {
    session,
    opened,
    reader: sampleReader(opened, model, preprocessing),
    evidence: evidenceReader(opened, model),
  }
}
