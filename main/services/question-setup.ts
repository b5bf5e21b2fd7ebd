import type { z } from 'zod'
import type { Question } from '#contract/attributions.ts'
import type { BackendChoice } from '#contract/common.ts'
import type { Model } from '#contract/models.ts'
import type { Dataset } from '#contract/workspace.ts'
import type { SampleSource } from '../datasets/sample-source.ts'
import type { Computing } from '../engine/protocol.ts'
import type { RunDefinition } from '../store/run-record.ts'
import type { Workspace } from '../store/workspace.ts'
import { setUpBackground, type BackgroundInput } from './background-setup.ts'
import type { OpenedBackend } from './backend-chooser.ts'
import { getDataset, sourceOfDataset } from './dataset-record.ts'
import { definitionOf, resolveQuestion, type ResolvedQuestion } from './method-question.ts'
import { toModel } from './model-record.ts'
import { checkClassCount, checkPairing } from './pairing.ts'
import type { ServiceContext } from './service-context.ts'

/** A question about samples of a dataset, checked and ready to be computed. */
export interface QuestionSetup {
  readonly workspace: Workspace
  readonly model: Model
  readonly dataset: Dataset
  readonly source: SampleSource
  readonly question: ResolvedQuestion
  readonly background: BackgroundInput
  readonly computing: Computing
  readonly backend: OpenedBackend
  readonly definition: Omit<RunDefinition, 'selection'>
}

interface QuestionRequest {
  readonly modelId: number
  readonly datasetId: number
  readonly question: z.output<typeof Question>
  readonly backend?: BackendChoice | undefined
}

/** Everything that can be wrong with a question is found here, before anything is stored. */
export async function setUpQuestion(
  context: ServiceContext,
  request: QuestionRequest,
): Promise<QuestionSetup> {
  const workspace = context.workspace.require()
  const model = toModel(workspace.models.get(request.modelId), workspace)
  const dataset = getDataset(workspace, request.datasetId)
  checkPairing(model, dataset)
  const question = resolveQuestion(request.question, model)
  if (question.target.kind === 'true') checkClassCount(model, dataset)
  const background = setUpBackground(workspace, dataset.id, question)
  const chosen = context.settings.computing(request.backend)
  const backend = await context.backends.open(chosen)
  const place = { modelId: model.id, datasetId: dataset.id, backend: backend.id }
  return {
    workspace,
    model,
    dataset,
    source: sourceOfDataset(workspace, dataset.id),
    question,
    background,
    // What `auto` meant when the run was named is what computes it.
    computing: { ...chosen, backend: backend.id },
    backend,
    definition: definitionOf(question, place),
  }
}
