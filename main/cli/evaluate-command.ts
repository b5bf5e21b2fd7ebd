import type { ClassifierEvaluation } from '#contract/evaluation.ts'
import type { BackendChoice } from '#contract/common.ts'
import { table, type ConsoleOutput } from './console-output.ts'
import { addData, checkPaths, problemsOf, type DataFlags } from './data-flags.ts'
import type { Session } from './session.ts'

export interface EvaluateFlags extends DataFlags {
  readonly workspace?: string
  readonly backend?: BackendChoice
}

export async function evaluateCommand(
  session: Session,
  flags: EvaluateFlags,
  output: ConsoleOutput,
): Promise<undefined> {
  const started = performance.now()
  checkPaths(flags)
  await session.openWorkspace(flags.workspace, { create: true })
  const { dataset, model } = await addData(session, flags)
  const ids = { datasetId: dataset.id, modelId: model.id }
  const { backend } = flags
  await session.finish(
    await session.call('predictions.start', { ...ids, ...(backend === undefined ? {} : { backend }) }),
  )
  const evaluation = await session.call('evaluation.classifier', ids)
  session.keepWorkspace()
  const problems = await problemsOf(session, dataset)
  for (const { name, reason } of problems) output.note(`left out: ${name} (${reason})`)
  const { roc: _, precisionRecall: __, calibration, ...figures } = evaluation
  output.result(
    {
      model: { name: model.name, sha256: model.sha256 },
      data: dataset.location,
      ...figures,
      expectedCalibrationError: calibration.expectedCalibrationError,
      problems,
      notes: model.notes,
      durationMs: performance.now() - started,
    },
    describe(evaluation),
  )
}

function describe(evaluation: ClassifierEvaluation): string[] {
  const { accuracy, correct, sampleCount, accuracyInterval, classes, confusedPairs, backend } = evaluation
  const rows = classes.map((one) => [
    one.index,
    one.name,
    one.support,
    one.accuracy,
    one.precision,
    one.recall,
    one.f1,
    one.rocAuc,
    one.averagePrecision,
  ])
  const pairs = confusedPairs
    .slice(0, 5)
    .map(
      ({ label, predicted, count }) =>
        `  ${classes[label]?.name} taken for ${classes[predicted]?.name}: ${count}`,
    )
  return [
    `accuracy ${accuracy.toFixed(4)} (${correct} of ${sampleCount}; 95 % interval ${accuracyInterval.map((end) => end.toFixed(4)).join(' to ')}), ${backend}`,
    '',
    ...table([['', 'class', 'support', 'accuracy', 'precision', 'recall', 'F1', 'ROC AUC', 'AP'], ...rows]),
    ...(pairs.length === 0 ? [] : ['', 'most confused:', ...pairs]),
  ]
}
