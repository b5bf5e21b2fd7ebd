import { createRequire } from 'node:module'
import { dirname, join, sep } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { setWasmPaths, version_wasm as wasmVersion } from '@tensorflow/tfjs-backend-wasm'
import { WorkbenchError } from '#contract/errors.ts'
import type { Backend } from '../graph/backend.ts'
import { createTfjsBackend } from './tfjs-lowering.ts'

/** TensorFlow.js on WebAssembly (SIMD, one thread): runs wherever no native library loads. */
export async function openWasm(): Promise<Backend> {
  const packageFile = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json')
  setWasmPaths(join(dirname(packageFile), 'dist') + sep)
  const ready = await tf.setBackend('wasm')
  if (!ready)
    throw new WorkbenchError('backend_unavailable', 'backend unavailable: wasm (its binary does not start)')
  return createTfjsBackend({ tf, id: 'wasm', tfjsName: 'wasm', version: `tfjs-backend-wasm ${wasmVersion}` })
}
