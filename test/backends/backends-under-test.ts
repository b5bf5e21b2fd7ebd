import type { Backend } from '../../main/graph/backend.ts'
import { openTensorflow } from '../../main/backends/tensorflow.ts'
import { installEmulatedBinding } from '../fixtures/tfjs-binding/install.ts'
import { openWasm } from '../../main/backends/wasm.ts'
import { openOnnxruntime } from '../../main/backends/onnxruntime.ts'

/** Every backend that can be tested on this machine, by the name that the tests show. */
export const backendsUnderTest: Record<string, () => Promise<Backend>> = {
  onnxruntime: async () => openOnnxruntime({ threads: 2 }),
  wasm: openWasm,
  'tensorflow (emulated library)': () => {
    installEmulatedBinding()
    return openTensorflow()
  },
}
