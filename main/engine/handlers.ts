import { availableParallelism } from 'node:os'
import { listBackends } from '../backends/registry.ts'
import { evaluateClassifier } from '../metrics/classifier.ts'
import { compareAll } from './compare-all.ts'
import { compareFigures, compareMapPairs } from './compare-runs.ts'
import { explainSamples } from './explain.ts'
import { explainSeveral } from './explain-several.ts'
import { inspectionHandlers } from './inspection-handlers.ts'
import { modelFacts } from './model-facts.ts'
import { SamplePlaces } from './on-samples.ts'
import { predictSamples } from './predict.ts'
import { probeHandlers } from './probe-handlers.ts'
import type { SampleScore } from './protocol.ts'
import { sampleHandlers } from './sample-handlers.ts'
import { scoreMaps } from './score-maps.ts'
import type { EngineHandlers } from './serve-calls.ts'
import { SessionPool } from './session-pool.ts'
import { SourceCache } from './source-cache.ts'

/** What the engine process does, call by call. */
export function createHandlers(): EngineHandlers {
  const pool = new SessionPool()
  const sources = new SourceCache()
  const places = new SamplePlaces(pool, sources)
  return {
    ...sampleHandlers(sources),
    ...probeHandlers(places, sources),
    ...inspectionHandlers(places),
    'backends.list': ({ bench, threads }) => listBackends({ bench, threads }),
    'backend.open': async ({ computing }) => {
      const { id, version } = await pool.backend(computing)
      return { id, version, threads: computing.threads === 0 ? availableParallelism() : computing.threads }
    },
    'model.inspect': async ({ path }) => modelFacts(await pool.models.load({ path, sha256: null })),
    predict: (input, context) =>
      places.at(input, ({ session, reader }) =>
        predictSamples({ session, reader, samples: input.samples }, context),
      ),
    explain: (input, context) =>
      places.at(input, (place) => {
        const readBackground = places.backgroundReader(input, place, context.signal)
        const { samples, question, partialMaps = false } = input
        return explainSamples({ ...place, samples, question, readBackground, partialMaps }, context)
      }),
    'explain.several': (input, context) =>
      places.at(input, (place) => {
        const asked = input.asked.map(({ question, ...background }) => ({
          question,
          readBackground: places.backgroundReader(
            { model: input.model, ...background },
            place,
            context.signal,
          ),
        }))
        return explainSeveral({ ...place, asked, samples: input.samples }, context)
      }),
    score: async (input, { signal, onProgress, onItem }) => {
      const scores: SampleScore[] = []
      const { samples, metric, params, question, computing } = input
      const { backend } = await places.at(input, async (place) => {
        const asked = { metric, params, samples, question, memoryBytes: computing.memoryMegabytes * 2 ** 20 }
        const readBackground = places.backgroundReader(input, place, signal)
        const onDone = (done: number) => onProgress({ done, total: samples.length })
        scores.push(
          ...(await scoreMaps({ ...place, ...asked, readBackground, signal, onDone, onScore: onItem })),
        )
      })
      return { scores, backend }
    },
    compare: ({ maps, topShare }) => Promise.resolve(compareAll(maps, topShare)),
    'compare.figures': (input, { signal }) => compareFigures(input, signal),
    'compare.maps': (input, { signal }) => compareMapPairs(input, signal),
    evaluate: (input) => Promise.resolve(evaluateClassifier(input)),
  }
}
