import type { ChangedSample, RegionAnswer } from '#contract/probing.ts'
import { substrateInput } from '../metrics/scored-params.ts'
import { showInput } from './input-picture.ts'
import type { SamplePlaces } from './on-samples.ts'
import { probeCurves } from './probe-curves.ts'
import { probeRegion } from './probe-region.ts'
import { sampleReader } from './sample-reader.ts'
import type { EngineHandlers } from './serve-calls.ts'
import type { SourceCache } from './source-cache.ts'

type ProbeHandlers = Pick<EngineHandlers, 'probe.curves' | 'probe.filled' | 'probe.region'>

/** Calls that take a sample apart and ask the model again. */
export function probeHandlers(places: SamplePlaces, sources: SourceCache): ProbeHandlers {
  return {
    'probe.curves': async (input, context) => {
      let told = { steps: 0, classCount: 0 }
      const { backend } = await places.at(input, async (place) => {
        told = await probeCurves(place, input, context)
      })
      return { ...told, backend }
    },
    'probe.filled': async (input) => {
      let shown: ChangedSample = { picture: null, values: null }
      await places.at(input, async ({ session, reader }) => {
        const { model } = session
        const sample = await reader(input.sample)
        const filled = substrateInput(input.fill, { sample, sampleShape: model.inputShape })
        shown = await showInput(filled, model, input.model.preprocessing)
      })
      return shown
    },
    'probe.region': async (input, { signal }) => {
      let answer: RegionAnswer | undefined
      await places.at(input, async (place) => {
        const { model } = place.session
        const readerOf = async (source: typeof input.source) =>
          sampleReader(await sources.open(source), model, input.model.preprocessing)
        answer = await probeRegion(place, input, { readerOf, signal })
      })
      return answer!
    },
  }
}
