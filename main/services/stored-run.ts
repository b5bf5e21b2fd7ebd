import type { z } from 'zod'
import { Question } from '#contract/attributions.ts'
import { BackendChoice } from '#contract/common.ts'
import type { Model } from '#contract/models.ts'
import type { SampleSource } from '../datasets/sample-source.ts'
import type { Computing } from '../engine/protocol.ts'
import type { RunRecord } from '../store/run-record.ts'
import type { Workspace } from '../store/workspace.ts'
import { setUpBackground, type BackgroundInput } from './background-setup.ts'
import { sourceOfDataset } from './dataset-record.ts'
import { toModel } from './model-record.ts'
import { setUpQuestion, type QuestionSetup } from './question-setup.ts'
import { toRun } from './run-view.ts'
import type { ServiceContext } from './service-context.ts'

/** Method of runs whose maps were computed elsewhere. */
export const IMPORTED = 'imported'

/** The question of a stored run again, on the backend that it began with: its maps must be comparable. */
export function setUpStoredRun(context: ServiceContext, record: RunRecord): Promise<QuestionSetup> {
  const workspace = context.workspace.require()
  return setUpQuestion(context, {
    modelId: record.modelId,
    datasetId: record.datasetId,
    question: questionOf(record, workspace),
    backend: BackendChoice.parse(record.backend),
  })
}

/** What scoring the maps of a run takes. */
export interface ScoringSetup {
  readonly workspace: Workspace
  readonly model: Model
  readonly source: SampleSource
  readonly computing: Computing
  /** null for imported maps: nobody here can ask it again. */
  readonly question: z.output<typeof Question> | null
  /** Of the question's method, where it compares with samples. */
  readonly background: BackgroundInput
}

export function setUpScoring(
  context: ServiceContext,
  record: RunRecord,
  { asksAgain }: { asksAgain: boolean },
): ScoringSetup {
  const workspace = context.workspace.require()
  const question = record.method === IMPORTED ? null : questionOf(record, workspace)
  const compares = asksAgain && question !== null
  const backend = BackendChoice.safeParse(record.backend)
  return {
    workspace,
    model: toModel(workspace.models.get(record.modelId), workspace),
    source: sourceOfDataset(workspace, record.datasetId),
    computing: context.settings.computing(backend.success ? backend.data : undefined),
    question,
    background: compares ? setUpBackground(workspace, record.datasetId, question) : {},
  }
}

function questionOf(record: RunRecord, workspace: Workspace): ReturnType<typeof Question.parse> {
  const { method, params, target, versus, output, seed, background } = toRun(record, workspace)
  return Question.parse({ method, params, target, versus, output, seed, background })
}
