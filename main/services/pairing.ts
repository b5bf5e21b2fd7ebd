import { WorkbenchError } from '#contract/errors.ts'
import type { Model } from '#contract/models.ts'
import type { Dataset } from '#contract/workspace.ts'

/** @throws WorkbenchError `shape_mismatch` when the model cannot be applied to the samples */
export function checkPairing(model: Model, dataset: Dataset): void {
  if (model.kind === dataset.kind) return
  throw new WorkbenchError(
    'shape_mismatch',
    `model and data do not fit: ${model.name} takes ${model.kind}s, ${dataset.name} has ${dataset.kind}s`,
    { details: { modelId: model.id, datasetId: dataset.id } },
  )
}

/** @throws WorkbenchError `shape_mismatch` when labels of the dataset are not classes of the model */
export function checkClassCount(model: Model, dataset: Dataset): void {
  if (dataset.classNames.length <= model.classCount) return
  throw new WorkbenchError(
    'shape_mismatch',
    `class count differs: ${dataset.name} has ${dataset.classNames.length} (${model.name} has ${model.classCount} classes)`,
    { details: { modelId: model.id, datasetId: dataset.id } },
  )
}
