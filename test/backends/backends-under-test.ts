import type { Backend } from '../../main/graph/backend.ts'
import { openWasm } from '../../main/backends/wasm.ts'
import { openOnnxruntime } from '../../main/backends/onnxruntime.ts'

/** Every backend that can be tested on this machine, by the name that the tests show. */
export const backendsUnderTest: Record<string, () => Promise<Backend>> = {
  onnxruntime: async () => openOnnxruntime({ threads: 2 }),
  wasm: openWasm,
}
