import type { BackgroundSpec } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { chooseBackground } from '../attribution/background.ts'
import type { EngineInput, SampleReference } from '../engine/protocol.ts'
import type { Workspace } from '../store/workspace.ts'
import { getDataset, sourceOfDataset } from './dataset-record.ts'
import { toReference } from './sample-references.ts'

/** What the engine is told of the samples to compare with; nothing where the method needs none. */
export type BackgroundInput = Pick<EngineInput<'explain'>, 'backgroundSource' | 'backgroundSamples'>

/**
 * The samples of a background, chosen here so that what is wrong with the choice is found before anything is stored; the
 * engine, which chooses by the same rule, then takes all of them.
 * @throws WorkbenchError `unknown_dataset`, `shape_mismatch`, `invalid_param` where nothing can be compared
 */
export function setUpBackground(
  workspace: Workspace,
  ownDatasetId: number,
  question: { readonly method: string; readonly background: BackgroundSpec | null },
): BackgroundInput {
  const { method, background } = question
  if (background === null) return {}
  const own = getDataset(workspace, ownDatasetId)
  const from = getDataset(workspace, background.datasetId ?? ownDatasetId)
  if (from.kind !== own.kind) {
    throw new WorkbenchError(
      'shape_mismatch',
      `background does not fit: ${from.name} has ${from.kind}s (must be ${own.kind}s)`,
    )
  }
  const candidates = readable(workspace, from.id)
  if (from.id === own.id && candidates.length < 2) {
    throw new WorkbenchError(
      'invalid_param',
      `background missing: ${own.name} has one sample only (${method} compares with others: name them with --background)`,
    )
  }
  return {
    backgroundSource: sourceOfDataset(workspace, from.id),
    backgroundSamples: chooseBackground(candidates, background),
  }
}

function readable(workspace: Workspace, datasetId: number): SampleReference[] {
  return workspace.samples
    .list(datasetId)
    .filter((sample) => sample.problem === null)
    .map(toReference)
}
