import { WorkbenchError } from '#contract/errors.ts'
import type { SampleFailure, SampleReference } from './protocol.ts'

export interface OpenedSample {
  readonly reference: SampleReference
  /** [H, W, C], preprocessed. */
  readonly input: Float32Array
}

/** Reads one sample as the model's input. */
export type SampleReader = (reference: SampleReference) => Promise<Float32Array>

interface Chunk {
  readonly opened: readonly OpenedSample[]
  readonly failures: readonly SampleFailure[]
}

/**
 * Reads samples chunk by chunk; the next chunk is decoded while the present one is computed. A sample that cannot be read
 * is a failure of its own.
 */
export async function* readChunks(
  reader: SampleReader,
  samples: readonly SampleReference[],
  size: number,
  signal: AbortSignal,
): AsyncGenerator<Chunk> {
  let next = readChunk(reader, samples.slice(0, size))
  for (let start = 0; start < samples.length; start += size) {
    signal.throwIfAborted()
    const chunk = await next
    next = readChunk(reader, samples.slice(start + size, start + 2 * size))
    yield chunk
  }
  await next
}

async function readChunk(reader: SampleReader, samples: readonly SampleReference[]): Promise<Chunk> {
  const results = await Promise.allSettled(samples.map((reference) => reader(reference)))
  const opened: OpenedSample[] = []
  const failures: SampleFailure[] = []
  results.forEach((result, index) => {
    const reference = samples[index]!
    if (result.status === 'fulfilled') opened.push({ reference, input: result.value })
    else failures.push({ id: reference.id, error: WorkbenchError.from(result.reason).toRecord() })
  })
  return { opened, failures }
}
