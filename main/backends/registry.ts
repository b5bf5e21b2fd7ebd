import type { BackendStatus } from '#contract/app.ts'
import type { BackendChoice } from '#contract/common.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { BACKEND_IDS, type Backend, type BackendId } from '../graph/backend.ts'
import { measureBackend } from './measure-backend.ts'

export interface BackendOptions {
  /** Threads within an op; as many as the process may use where left out or 0. TensorFlow and wasm choose their own. */
  readonly threads?: number | undefined
}

/**
 * Loaded on first use: a native library that is missing or breaks must not keep the others from loading, and in the tests
 * something else may stand in for it.
 */
const OPENERS: Readonly<Record<BackendId, (options: BackendOptions) => Promise<Backend>>> = {
  tensorflow: async () => (await import('./tensorflow.ts')).openTensorflow(),
  onnxruntime: async ({ threads }) =>
    (await import('./onnxruntime.ts')).openOnnxruntime(threads === 0 ? {} : { threads }),
  wasm: async () => (await import('./wasm.ts')).openWasm(),
}

const REMEDIES: Readonly<Record<BackendId, string>> = {
  tensorflow: 'fetch the native library: `npm run setup:native`',
  onnxruntime:
    'install it again: `npm ci`; it has no binary for macOS on Intel and needs glibc 2.28 on Linux',
  wasm: 'install it again: `npm ci`',
}

/**
 * @param choice  an id, or `auto` for the first that loads of tensorflow, onnxruntime, wasm
 * @throws        WorkbenchError `backend_unavailable`, with reason and remedy in its details
 */
export async function openBackend(choice: BackendChoice, options: BackendOptions = {}): Promise<Backend> {
  if (choice !== 'auto') return openOne(choice, options)
  const reasons: string[] = []
  for (const id of BACKEND_IDS) {
    try {
      return await openOne(id, options)
    } catch (error) {
      reasons.push(WorkbenchError.from(error).message)
    }
  }
  throw new WorkbenchError('backend_unavailable', `no backend loads: ${reasons.join('; ')}`, {
    details: { reason: reasons.join('; '), remedy: 'run `eosin doctor`' },
  })
}

async function openOne(id: BackendId, options: BackendOptions): Promise<Backend> {
  try {
    return await OPENERS[id](options)
  } catch (error) {
    if (error instanceof WorkbenchError) throw error
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    throw new WorkbenchError('backend_unavailable', `backend unavailable: ${id} (${reason})`, {
      details: { reason, remedy: REMEDIES[id] },
      cause: error,
    })
  }
}

/** Every backend in the order of `auto`: does it load, which version, why not and what to do; measured if `bench`. */
export async function listBackends(
  options: BackendOptions & { readonly bench?: boolean } = {},
): Promise<BackendStatus[]> {
  const statuses: BackendStatus[] = []
  for (const id of BACKEND_IDS) statuses.push(await statusOf(id, options))
  return statuses
}

async function statusOf(
  id: BackendId,
  options: BackendOptions & { readonly bench?: boolean },
): Promise<BackendStatus> {
  try {
    const backend = await openOne(id, options)
    const tilesPerSecond = options.bench === true ? await measureBackend(backend) : null
    await backend.dispose()
    return { id, available: true, version: backend.version, reason: null, remedy: null, tilesPerSecond }
  } catch (error) {
    const { message, details } = WorkbenchError.from(error)
    const reason = typeof details?.['reason'] === 'string' ? details['reason'] : message
    const remedy = typeof details?.['remedy'] === 'string' ? details['remedy'] : REMEDIES[id]
    return { id, available: false, version: null, reason, remedy, tilesPerSecond: null }
  }
}
