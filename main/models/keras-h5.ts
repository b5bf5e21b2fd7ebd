import { WorkbenchError } from '#contract/errors.ts'
import type { ModelGraph } from '../graph/model-graph.ts'
import { openHdf5, type Hdf5File } from './hdf5-file.ts'
import { parseKerasArchitecture } from './keras-architecture.ts'
import { assembleKerasModel } from './keras-model.ts'
import type { StoredWeight, WeightSource } from './weights.ts'

/**
 * Reads a whole model that Keras 2 saved as HDF5 (`model.save('x.h5')`): Sequential or functional.
 *
 * @param bytes  of the file
 * @param name   of the file, for messages
 * @returns      the model and who wrote it: `keras 2.4.0`
 */
export async function readKerasH5(
  bytes: Uint8Array,
  name: string,
): Promise<{ model: ModelGraph; producer: string }> {
  const file = await openHdf5(bytes, name)
  try {
    const config = file.text('/', 'model_config')
    if (config === undefined) throw withoutArchitecture(file, name)
    if (!file.hasGroup('/model_weights')) {
      throw new WorkbenchError(
        'weights_invalid',
        `model without weights: ${name} (it holds the architecture only)`,
      )
    }
    const model = assembleKerasModel(parseKerasArchitecture(config), weightsIn(file))
    return { model, producer: `keras ${file.text('/', 'keras_version') ?? '(version not stated)'}` }
  } finally {
    file.close()
  }
}

function withoutArchitecture(file: Hdf5File, name: string): WorkbenchError {
  const weightsOnly = file.textList('/', 'layer_names') !== undefined
  const reason = weightsOnly
    ? 'it holds weights without architecture; save the whole model with model.save'
    : 'HDF5, but it has no model_config'
  return new WorkbenchError('file_unsupported', `not a Keras model: ${name} (${reason})`)
}

/**
 * A layer of the outermost model has a group of its own, with the names of its weights: `conv2d/kernel:0`. A nested model
 * has one group for all of its layers, whose names stand before those of the weights.
 */
function weightsIn(file: Hdf5File): WeightSource {
  return {
    find([group, ...inner], weightName): StoredWeight | undefined {
      const base = `/model_weights/${group}`
      const names = file.textList(base, 'weight_names') ?? []
      const matching = names.filter((name) => weightOf(name) === weightName)
      const leaf = inner.at(-1)
      const own = leaf === undefined ? matching : matching.filter((name) => name.split('/').at(-2) === leaf)
      const chosen = own[0] ?? (matching.length === 1 ? matching[0] : undefined)
      return chosen === undefined ? undefined : file.array(`${base}/${chosen}`)
    },
  }
}

/** `conv2d/kernel:0` -> `kernel` */
function weightOf(name: string): string {
  return name.split('/').at(-1)!.replace(/:\d+$/, '')
}
