import { WorkbenchError } from '#contract/errors.ts'
import type { RunRecord, RunSelection } from '../store/run-record.ts'
import type { Workspace } from '../store/workspace.ts'
import { commandText } from './command-text.ts'
import { provenanceOf } from './provenance.ts'
import type { QuestionSetup } from './question-setup.ts'
import { logRun } from './run-log.ts'
import { isInteractive, toRun } from './run-view.ts'

export interface AskedSamples {
  readonly datasetId: number
  readonly sampleIds?: readonly number[] | undefined
  readonly limit?: number | undefined
}

export interface MadeRun {
  readonly record: RunRecord
  /** The samples that were asked for now; null: all that the run covers. */
  readonly sampleIds: readonly number[] | null
}

/** The run of the question, made where there is none, covering at least the samples that were asked for. */
export function makeRun(setup: QuestionSetup, asked: AskedSamples): MadeRun {
  const { workspace, model, dataset, question, backend, definition } = setup
  const selection = selectionOf(workspace, asked)
  const commandLine = commandText({
    command: 'run',
    workspace,
    model: model.location,
    data: dataset.location,
    question,
    backend: backend.id,
    limit: asked.limit,
  })
  const provenance = provenanceOf({ model, dataset, backend, question, commandLine })
  const { run, created, grown } = workspace.runs.findOrCreate({ ...definition, selection }, provenance)
  // The versions stay those that it began with; the command is the one that covers all of it.
  if (grown) workspace.runs.setProvenance(run.id, { ...toRun(run, workspace).provenance, commandLine })
  if (created) logRun(workspace, run.id, { kind: 'created', message: commandLine })
  else if (grown) {
    const { total } = workspace.runs.samples.progress(run.id)
    logRun(workspace, run.id, { kind: 'extended', message: `now over ${total} ${dataset.kind}s` })
  }
  if (isInteractive(run)) workspace.runs.setState(run.id, 'queued')
  const sampleIds = selection.kind === 'all' ? null : workspace.runs.samples.resolve(dataset.id, selection)
  return { record: workspace.runs.get(run.id), sampleIds }
}

function selectionOf(workspace: Workspace, { sampleIds, limit, datasetId }: AskedSamples): RunSelection {
  if (sampleIds === undefined) return limit === undefined ? { kind: 'all' } : { kind: 'first', count: limit }
  if (sampleIds.length === 0) {
    throw new WorkbenchError('invalid_input', 'invalid sampleIds: [] (must name at least one sample)')
  }
  const known = new Set(workspace.samples.list(datasetId).map((sample) => sample.id))
  const foreign = sampleIds.find((id) => !known.has(id))
  if (foreign !== undefined) {
    throw new WorkbenchError('unknown_sample', `unknown sample: ${foreign} (must be in dataset ${datasetId})`)
  }
  const ids = [...new Set(sampleIds)].sort((a, b) => a - b).slice(0, limit)
  return { kind: 'samples', sampleIds: ids }
}
