import type { RegionAnswer } from '#contract/probing.ts'
import { outlineMask } from '../kernels/outline-mask.ts'
import { substrateInput } from '../metrics/scored-params.ts'
import { probabilitiesOf } from '../metrics/score-inputs.ts'
import { showInput } from './input-picture.ts'
import { refuseNotFinite } from './finite-predictions.ts'
import type { SamplePlace } from './on-samples.ts'
import type { EngineInput } from './protocol.ts'
import type { SampleReader } from './read-samples.ts'
import type { SampleSource } from '../datasets/sample-source.ts'

type Input = EngineInput<'probe.region'>
/** Reads samples of another source as the same model's input. */
export type ReaderOf = (source: SampleSource) => Promise<SampleReader>

/** Fills regions of a sample one after the other, and asks the model before and after. */
export async function probeRegion(
  { session, reader }: SamplePlace,
  { sample: reference, regions, model }: Input,
  { readerOf, signal }: { readonly readerOf: ReaderOf; readonly signal: AbortSignal },
): Promise<RegionAnswer> {
  const sample = await reader(reference)
  const sampleShape = session.model.inputShape
  const [height, width, channels] = sampleShape
  const changed = sample.slice()
  const covered = new Uint8Array(height * width)
  for (const { outline, fill } of regions) {
    const from =
      typeof fill === 'string'
        ? substrateInput(fill, { sample, sampleShape })
        : await (
            await readerOf(fill.source)
          )(fill.sample)
    outlineMask(outline, { height, width }).forEach((inside, pixel) => {
      if (inside === 0) return
      covered[pixel] = 1
      for (let value = pixel * channels; value < (pixel + 1) * channels; value++)
        changed[value] = from[value]!
    })
  }
  const [before, after] = await probabilitiesOf(session, [sample, changed], signal)
  for (const told of [before!, after!]) refuseNotFinite(told, reference.name)
  return {
    before: before!.slice(),
    after: after!.slice(),
    coveredFraction: covered.reduce((count, inside) => count + inside, 0) / covered.length,
    ...(await showInput(changed, session.model, model.preprocessing)),
  }
}
