import { z } from 'zod'
import { Preprocessing } from '#contract/common.ts'
import { LayerSummary, type Model } from '#contract/models.ts'
import type { ModelFacts, ModelReference } from '../engine/protocol.ts'
import type { ModelRecord } from '../store/models.ts'
import type { Workspace } from '../store/workspace.ts'

/** What else the reader found out about the network, as the store's `details` column holds it. */
const ModelDetails = z.object({
  defaultLayers: z.array(z.string()),
  parameterCount: z.int(),
  capabilities: z.array(z.string()).optional(),
  notes: z.array(z.string()),
})
export type ModelDetails = z.infer<typeof ModelDetails>

/** The model as callers see it, with notes that depend on the datasets beside it. */
export function toModel(record: ModelRecord, workspace: Workspace): Model {
  const details = ModelDetails.parse(record.details)
  return {
    id: record.id,
    name: record.name,
    location: record.location,
    sha256: record.sha256,
    format: record.format,
    kind: record.kind,
    inputShape: [...record.inputShape],
    classCount: record.classNames.length,
    classNames: [...record.classNames],
    preprocessing: Preprocessing.parse(record.preprocessing),
    layers: z.array(LayerSummary).parse(record.layers),
    defaultLayers: details.defaultLayers,
    parameterCount: details.parameterCount,
    ...(details.capabilities === undefined ? {} : { capabilities: details.capabilities }),
    notes: [...details.notes, ...orderNotes(record, workspace)],
  }
}

export function toModelReference(model: Model): ModelReference {
  return { path: model.location, sha256: model.sha256, preprocessing: model.preprocessing }
}

/** What a picture goes through where nothing else is said: Pillow's bilinear filter, then 0 .. 1. */
export function defaultPreprocessing(facts: Pick<ModelFacts, 'kind' | 'inputShape'>): Preprocessing {
  const [height, width, channels] = facts.inputShape
  return {
    height,
    width,
    filter: 'bilinear',
    scale: facts.kind === 'tile' ? 1 / 255 : 1,
    mean: Array.from({ length: channels }, () => 0),
    deviation: Array.from({ length: channels }, () => 1),
    channelOrder: channels === 3 ? 'rgb' : 'grey',
  }
}

/** The classes of a model and of a folder can be the same names in another order: then every label would be wrong. */
function orderNotes(record: ModelRecord, workspace: Workspace): string[] {
  const names = record.classNames
  return workspace.datasets
    .list()
    .filter(({ classNames }) => classNames.length === names.length)
    .filter(({ classNames }) => classNames.some((name, index) => name !== names[index]))
    .filter(({ classNames }) => [...classNames].sort().join('\n') === [...names].sort().join('\n'))
    .map(
      ({ name, classNames }) =>
        `label order differs from dataset ${name}: the model has ${names.join(', ')}; the folders give ${classNames.join(', ')}`,
    )
}
