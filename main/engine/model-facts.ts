import { capabilities, pooledLayers } from '../graph/model-info.ts'
import type { LoadedModel } from '../models/read-model.ts'
import type { ModelFacts } from './protocol.ts'

/** What the rest of the program needs to know of a model, as plain data. */
export function modelFacts({ model, format, producer, sha256 }: LoadedModel): ModelFacts {
  return {
    sha256,
    format: `${format} (${producer})`,
    kind: model.kind,
    inputShape: model.inputShape,
    classCount: model.classCount,
    layers: model.layers.map(({ name, className, shape }) => ({
      name,
      className,
      shape: [...shape],
      spatial: shape.length === 3 && shape[0]! * shape[1]! > 1,
    })),
    defaultLayers: pooledLayers(model),
    capabilities: capabilities(model),
    parameterCount: [...model.graph.constants.values()].reduce((count, { data }) => count + data.length, 0),
    notes: model.notes,
  }
}
