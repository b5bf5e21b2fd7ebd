import { createRequire } from 'node:module'
import util from 'node:util'
import { WorkbenchError } from '#contract/errors.ts'
import type { Backend } from '../graph/backend.ts'
import { createTfjsBackend } from './tfjs-lowering.ts'
import type { TfjsApi } from './tfjs/tfjs-api.ts'

/** tfjs-node gives the whole of TensorFlow.js and its own version beside the others'. */
type TfjsNode = TfjsApi & { readonly version: Readonly<Record<string, string>> }

const requireCommonJs = createRequire(import.meta.url)

/** What tfjs-node 4.22 still calls and Node 23 removed (tfjs issue 8609). Late-bound there, so putting it back is enough. */
export function restoreUtilFunctions(): void {
  const target: Record<string, unknown> = util
  target['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined
  // Present on Node 24, but with a deprecation warning on every call.
  target['isArray'] = Array.isArray
}

/** TensorFlow's C library through tfjs-node. Throws `backend_unavailable` with the reason and a remedy. */
export async function openTensorflow(): Promise<Backend> {
  const tf = loadTfjsNode()
  const ready = await tf.setBackend('tensorflow')
  if (!ready) throw unavailable('the library does not start', 'run `npm run setup:native` again')
  const version = `tfjs-node ${tf.version['tfjs-node'] ?? 'unknown'}`
  return createTfjsBackend({ tf, id: 'tensorflow', tfjsName: 'tensorflow', version })
}

function loadTfjsNode(): TfjsNode {
  restoreUtilFunctions()
  try {
    return requireCommonJs('@tensorflow/tfjs-node')
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    throw unavailable(reason, remedyFor(reason), error)
  }
}

function remedyFor(reason: string): string {
  if (/Cannot find module '@tensorflow\/tfjs-node'/.test(reason))
    return 'install it: `npm install --include=optional`, then `npm run setup:native`'
  if (/native addon module|tfjs_binding/.test(reason))
    return 'fetch the native library: `npm run setup:native` (needs storage.googleapis.com)'
  if (/specified module could not be found|tensorflow\.dll/i.test(reason))
    return 'copy node_modules/@tensorflow/tfjs-node/deps/lib/tensorflow.dll to its lib/napi-v8 (`npm run setup:native` does so)'
  if (/libtensorflow/.test(reason))
    return 'the fetched library is incomplete: run `npm run setup:native` again'
  return 'run `npm run setup:native`, or choose the onnxruntime backend'
}

function unavailable(reason: string, remedy: string, cause?: unknown): WorkbenchError {
  return new WorkbenchError('backend_unavailable', `backend unavailable: tensorflow (${reason})`, {
    details: { reason, remedy },
    cause,
  })
}
