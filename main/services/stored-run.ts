import { Question } from '#contract/attributions.ts'
import { BackendChoice } from '#contract/common.ts'
import type { RunRecord } from '../store/run-record.ts'
import { setUpQuestion, type QuestionSetup } from './question-setup.ts'
import { toRun } from './run-view.ts'
import type { ServiceContext } from './service-context.ts'

/** The question of a stored run again, on the backend that it began with: its maps must be comparable. */
export function setUpStoredRun(context: ServiceContext, record: RunRecord): Promise<QuestionSetup> {
  const workspace = context.workspace.require()
  const { method, params, target, versus, output, seed } = toRun(record, workspace)
  return setUpQuestion(context, {
    modelId: record.modelId,
    datasetId: record.datasetId,
    question: Question.parse({ method, params, target, versus, output, seed }),
    backend: BackendChoice.parse(record.backend),
  })
}
