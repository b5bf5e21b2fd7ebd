import { WorkbenchError } from './errors.ts'

/** No event comes near; a peer that speaks something else does. */
const MAXIMUM_FRAME_BYTES = 64 * 1024 * 1024
const PREFIX_BYTES = 4

/** A frame with its length (u32, little-endian) before it, for a stream of frames. An empty one is a sign of life. */
export function prefixFrame(frame: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(PREFIX_BYTES + frame.length)
  new DataView(bytes.buffer).setUint32(0, frame.length, true)
  bytes.set(frame, PREFIX_BYTES)
  return bytes
}

/**
 * Cuts a stream of prefixed frames into frames, however its chunks fall. Each frame is a fresh array, so its typed arrays
 * are aligned.
 * @returns a function from a chunk to the frames that it completes, without the signs of life
 * @throws  WorkbenchError `invalid_input` (from that function) when a frame claims more than 64 MB
 */
export function createFrameSplitter(): (chunk: Uint8Array) => Uint8Array[] {
  let pending = new Uint8Array(0)
  return (chunk) => {
    const joined = new Uint8Array(pending.length + chunk.length)
    joined.set(pending)
    joined.set(chunk, pending.length)
    const view = new DataView(joined.buffer)
    const frames: Uint8Array[] = []
    let offset = 0
    while (joined.length - offset >= PREFIX_BYTES) {
      const length = view.getUint32(offset, true)
      if (length > MAXIMUM_FRAME_BYTES)
        throw new WorkbenchError(
          'invalid_input',
          `frame too long: ${length} bytes (at most ${MAXIMUM_FRAME_BYTES})`,
        )
      if (joined.length - offset - PREFIX_BYTES < length) break
      const start = offset + PREFIX_BYTES
      if (length > 0) frames.push(joined.slice(start, start + length))
      offset = start + length
    }
    pending = joined.slice(offset)
    return frames
  }
}
