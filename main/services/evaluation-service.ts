import { ClassifierEvaluation } from '#contract/evaluation.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { selectLabelled } from '../metrics/predictions.ts'
import type { Curve } from '../metrics/ranked-scores.ts'
import type { Workspace } from '../store/workspace.ts'
import { getDataset } from './dataset-record.ts'
import type { HandlersOf } from './handlers.ts'
import { toModel } from './model-record.ts'
import { checkClassCount, checkPairing } from './pairing.ts'
import type { ServiceContext } from './service-context.ts'

interface Labelled {
  /** [n, classCount], labelled samples only */
  readonly probabilities: Float32Array | Float64Array
  readonly labels: Int32Array
  readonly backend: string
}

export function evaluationHandlers(context: ServiceContext): HandlersOf<'evaluation'> {
  return {
    'evaluation.classifier': ({ datasetId, modelId }) => evaluate(context, datasetId, modelId),
  }
}

async function evaluate(
  context: ServiceContext,
  datasetId: number,
  modelId: number,
): Promise<ClassifierEvaluation> {
  const workspace = context.workspace.require()
  const model = toModel(workspace.models.get(modelId), workspace)
  const dataset = getDataset(workspace, datasetId)
  checkPairing(model, dataset)
  checkClassCount(model, dataset)
  const { probabilities, labels, backend } = labelledPredictions(workspace, datasetId, modelId)
  if (labels.length === 0) {
    throw new WorkbenchError(
      'invalid_input',
      `nothing to evaluate: ${dataset.name} has no predicted sample with a label (predict it first)`,
    )
  }
  const metrics = await context.engine.call('evaluate', {
    probabilities,
    labels,
    classNames: model.classNames,
  })
  const leftOut = dataset.sampleCount - labels.length
  return ClassifierEvaluation.parse({
    ...metrics,
    roc: metrics.roc.map(plainCurve),
    precisionRecall: metrics.precisionRecall.map(plainCurve),
    modelId,
    datasetId,
    backend,
    leftOut,
  })
}

function plainCurve(curve: Curve | null): { x: number[]; y: number[]; thresholds: number[] } | null {
  return curve && { x: [...curve.x], y: [...curve.y], thresholds: [...curve.thresholds] }
}

function labelledPredictions(workspace: Workspace, datasetId: number, modelId: number): Labelled {
  const { sampleIds, labels, probabilities, classCount } = workspace.predictions.matrix(modelId, datasetId)
  const labelled = selectLabelled({ probabilities, labels, classCount })
  const first = sampleIds[0]
  return {
    probabilities: labelled.probabilities,
    labels: labelled.labels,
    backend: first === undefined ? '' : (workspace.predictions.find(modelId, first)?.backend ?? ''),
  }
}
