import { createHash } from 'node:crypto'
import type { BackgroundSpec } from '#contract/attributions.ts'
import type { Preprocessing } from '#contract/common.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { chooseBackground, defaultBackground, type Background } from '../attribution/background.ts'
import type { ModelSession } from '../attribution/model-session.ts'
import type { OpenedSource } from '../datasets/sample-source.ts'
import { sizeOf } from '../graph/tensor.ts'
import type { SampleReference } from './protocol.ts'
import type { SampleReader } from './read-samples.ts'

interface BackgroundRequest {
  /** null: the default set of the model's kind. */
  readonly spec: BackgroundSpec | null
  readonly session: ModelSession
  readonly reader: SampleReader
  readonly opened: OpenedSource
  readonly preprocessing: Preprocessing | null
  /** What may be chosen; the whole source where left out. */
  readonly candidates: readonly SampleReference[] | undefined
}

/** One for tiles and one for signals, say: a set of 50 tiles is 30 MB. */
const MAX_BACKGROUNDS = 2
/** Above it a set would not be held in memory: 2 GiB. */
const MAX_BYTES = 2 ** 31

/** Chooses and reads backgrounds; one that was read is kept for as long as the bytes of its samples stay the same. */
export class BackgroundCache {
  readonly #kept = new Map<string, Background>()

  /** @throws WorkbenchError `invalid_param` where nothing can be chosen or it would be too large, `cancelled` */
  async read(request: BackgroundRequest, signal: AbortSignal): Promise<Background> {
    const { session, opened, preprocessing } = request
    const spec = request.spec ?? defaultBackground(session.model.kind)
    const chosen = chooseBackground(request.candidates ?? listedSamples(opened), spec)
    const bytes = 4 * chosen.length * sizeOf(session.model.inputShape)
    if (bytes > MAX_BYTES)
      throw new WorkbenchError(
        'invalid_param',
        `invalid background count: ${chosen.length} (${Math.round(bytes / 2 ** 20)} MB, must be at most 2048 MB)`,
      )
    const hashes: (string | null)[] = []
    for (const { index, name } of chosen) {
      signal.throwIfAborted()
      hashes.push(await opened.hash({ index, name }).catch(() => null))
    }
    const key = JSON.stringify([hashes, spec, preprocessing, session.model.inputShape])
    const background = this.#kept.get(key) ?? (await readAll(request, chosen, spec, signal))
    this.#kept.delete(key)
    this.#kept.set(key, background)
    if (this.#kept.size > MAX_BACKGROUNDS) this.#kept.delete(this.#kept.keys().next().value!)
    return background
  }
}

function listedSamples(opened: OpenedSource): SampleReference[] {
  return opened.samples.map(({ name, label }, index) => ({ id: index, index, name, label }))
}

/** Samples that cannot be read are left out; the count that is told is what remained. */
async function readAll(
  { session, reader }: BackgroundRequest,
  chosen: readonly SampleReference[],
  spec: BackgroundSpec,
  signal: AbortSignal,
): Promise<Background> {
  const size = sizeOf(session.model.inputShape)
  const samples = new Float32Array(chosen.length * size)
  const labels: (number | null)[] = []
  for (const reference of chosen) {
    signal.throwIfAborted()
    const input = await reader(reference).catch(() => null)
    if (input === null) continue
    samples.set(input, labels.length * size)
    labels.push(reference.label)
  }
  const count = labels.length
  if (count === 0)
    throw new WorkbenchError(
      'invalid_param',
      `invalid background: ${spec.name} (none of its samples can be read)`,
    )
  const kept = samples.subarray(0, count * size)
  const sha256 = createHash('sha256')
    .update(new Uint8Array(kept.buffer, 0, kept.byteLength))
    .digest('hex')
  return { samples: kept, count, name: spec.name, sha256, seed: spec.seed, labels }
}
