import type { PartialMap } from '../attribution/method.ts'
import type { PartialPlane } from './inspection-protocol.ts'
import type { Progress } from './protocol.ts'
import { reducePlanes } from './reduce-planes.ts'

const INTERVAL_MS = 250
/** Of a partial map, px: it is looked at in a small place and soon replaced. */
const LONGEST_PX = 256

interface PartialPlanes {
  /** For the method's `onProgress`. */
  readonly onProgress: (done: number, total: number) => void
  /** For the method's `onPartial`. */
  readonly onPartial: (draw: () => PartialMap) => void
}

/**
 * Passes the progress of a method on, and with it the map so far at most four times a second; it is drawn only when it is
 * sent. Nothing is sent in the first quarter of a second: what is quick needs no preview.
 */
export function partialPlanes(
  send: (progress: Progress) => void,
  now: () => number = () => performance.now(),
): PartialPlanes {
  let last: Progress = { done: 0, total: 0 }
  let sentAt = now()
  return {
    onProgress: (done, total) => {
      last = { done, total }
      send(last)
    },
    onPartial: (draw) => {
      if (now() - sentAt < INTERVAL_MS) return
      send({ ...last, partial: planeOf(draw()) })
      // After drawing: a slow one must not be followed by the next at once.
      sentAt = now()
    },
  }
}

function planeOf({ saliencyMap, shape, evaluations, standardError }: PartialMap): PartialPlane {
  const [height = 1, width = 1, channels = 1] = shape
  const plane = channels === 1 ? saliencyMap : channelSums(saliencyMap, channels)
  const small = reducePlanes(plane, { height, width }, LONGEST_PX)
  return {
    // A signal's height is 1.
    shape: height === 1 ? [small.width] : [small.height, small.width],
    values: small.values,
    evaluations,
    standardError,
  }
}

function channelSums(values: Float32Array, channels: number): Float32Array {
  const sums = new Float32Array(values.length / channels)
  values.forEach((value, index) => (sums[Math.floor(index / channels)]! += value))
  return sums
}
