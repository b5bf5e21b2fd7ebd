import { setImmediate } from 'node:timers/promises'
import { classProbabilities } from '../metrics/score-inputs.ts'
import { mapOrder, randomOrder, removalPair } from '../metrics/faithfulness/removal-path.ts'
import { pixelMap } from '../metrics/pixel-map.ts'
import { refuseNotFinite } from './finite-predictions.ts'
import type { SamplePlace } from './on-samples.ts'
import type { EngineInput, EngineItem, EngineResult } from './protocol.ts'
import { sampleStream } from './score-maps.ts'
import type { CallContext } from './serve-calls.ts'

/** Takes a map's sample apart in the map's order, then in random ones; each pair of curves is told as it is done. */
export async function probeCurves(
  { session, reader }: SamplePlace,
  input: EngineInput<'probe.curves'>,
  { signal, onItem, onProgress }: CallContext<EngineItem<'probe.curves'>>,
): Promise<Omit<EngineResult<'probe.curves'>, 'backend'>> {
  const { reference, values } = input.map
  const { inputShape: sampleShape, classCount } = session.model
  const sample = await reader(reference)
  const map = pixelMap(values, sampleShape)
  const rng = sampleStream(reference)
  const steps = Math.min(input.steps, map.length)
  const passes = 2 * (steps + 1)
  const total = passes * (input.randomOrders - input.firstRandomOrder + (input.mapKnown ? 0 : 1))
  let done = 0
  const curvesOf = async (order: Uint32Array) => {
    const { deletionFill, insertionFill } = input
    const pair = removalPair({ sample, sampleShape, order, steps, deletionFill, insertionFill })
    const onDone = (before: number) => (count: number) => onProgress({ done: before + count, total })
    const deletion = await classProbabilities(session, pair.deletion, signal, onDone(done))
    const insertion = await classProbabilities(session, pair.insertion, signal, onDone(done + steps + 1))
    for (const curve of [deletion, insertion]) refuseNotFinite(curve, reference.name)
    done += passes
    // Lets a cancel or another call in between two orders.
    await setImmediate()
    return { deletion, insertion }
  }
  if (!input.mapKnown) {
    const order = mapOrder(map, rng)
    onItem({ random: null, order: Int32Array.from(order), ...(await curvesOf(order)) })
  }
  for (let index = input.firstRandomOrder; index < input.randomOrders; index++) {
    signal.throwIfAborted()
    onItem({ random: index, order: null, ...(await curvesOf(randomOrder(map.length, rng, index))) })
  }
  return { steps, classCount }
}
