import { File, ready } from 'h5wasm'

export interface WrittenWeight {
  readonly shape: readonly number[]
  readonly values: ArrayLike<number>
}
export interface WrittenModel {
  /** Text of `model_config`; left out where undefined. */
  readonly config?: string | undefined
  /** Per layer of the outermost model its weights; no group at all where undefined. */
  readonly weights?: Readonly<Record<string, Readonly<Record<string, WrittenWeight>>>> | undefined
}

let written = 0

/** Bytes of an HDF5 file in the layout of Keras 2, for cases that no fixture has. */
export async function writeKerasH5({ config, weights }: WrittenModel): Promise<Uint8Array> {
  const { FS } = await ready
  const path = `/written-${++written}.h5`
  const file = new File(path, 'w')
  file.create_attribute('keras_version', '2.4.0')
  if (config !== undefined) file.create_attribute('model_config', config)
  if (weights !== undefined) {
    const all = file.create_group('model_weights')
    for (const [layer, named] of Object.entries(weights)) {
      const group = all.create_group(layer)
      const names = Object.keys(named).map((name) => `${layer}/${name}:0`)
      if (names.length === 0) continue
      group.create_attribute('weight_names', names)
      const inner = group.create_group(layer)
      for (const [name, { shape, values }] of Object.entries(named))
        inner.create_dataset({ name: `${name}:0`, data: Float32Array.from(values), shape: [...shape] })
    }
  }
  file.flush()
  file.close()
  const bytes = FS!.readFile(path)
  FS!.unlink(path)
  return bytes
}

export function sequentialConfig(
  layers: readonly (readonly [className: string, config: Record<string, unknown>])[],
  inputShape: readonly (number | null)[] = [null, 6, 6, 2],
): string {
  const input = { class_name: 'InputLayer', config: { name: 'input', batch_input_shape: inputShape } }
  const rest = layers.map(([className, config]) => ({ class_name: className, config }))
  return JSON.stringify({
    class_name: 'Sequential',
    config: { name: 'sequential', layers: [input, ...rest] },
  })
}

/** A weight of this shape filled with `value` (or with its index times it). */
export function filled(shape: readonly number[], value = 0.1): WrittenWeight {
  const size = shape.reduce((a, b) => a * b, 1)
  return { shape, values: Array.from({ length: size }, (_, index) => value * ((index % 7) - 3)) }
}
