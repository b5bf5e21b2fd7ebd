import { WorkbenchError } from '#contract/errors.ts'
import type { Diagnostics } from '#contract/attributions.ts'
import type { ModelRecord } from '../store/models.ts'
import type { RunRecord } from '../store/run-record.ts'
import type { Workspace } from '../store/workspace.ts'
import { appVersion } from './app-version.ts'
import { readMapFile, type CoveredSample, type MapFile } from './map-file.ts'
import { logRun } from './run-log.ts'
import { isInteractive } from './run-view.ts'
import { IMPORTED } from './stored-run.ts'

type InputShape = ModelRecord['inputShape']

/**
 * Keeps maps computed elsewhere as a run of their own, over the samples of `template` in its order: all of them or nothing.
 * Each map explains the class that the template's map explains, so that the two can be compared.
 */
export function importMaps(workspace: Workspace, template: RunRecord, path: string): RunRecord {
  const covered = coveredSamples(workspace, template)
  const file = readMapFile(path, covered)
  checkSizes(path, file, workspace.models.get(template.modelId).inputShape)
  const sampleIds = file.rows.map(({ position }) => covered[position]?.id ?? 0)
  const { modelId, datasetId, target, versus, output, seed } = template
  const definition = { modelId, datasetId, target, versus, output, seed, backend: IMPORTED }
  return workspace.transaction(() => {
    const { run } = workspace.runs.findOrCreate(
      {
        ...definition,
        method: IMPORTED,
        // The file and the question that its maps answer: another template's import is another run, the same one's again the same.
        params: { file: file.name, sha256: file.sha256, template: templateParams(template) },
        selection: { kind: 'samples', sampleIds: [...sampleIds].sort((a, b) => a - b) },
      },
      {
        application: { name: 'eosin', version: appVersion() },
        importedFrom: path,
        sha256: file.sha256,
        template: template.id,
      },
    )
    // Of the same file there may have been more samples before: what is there now is what the file says now.
    const kept = new Set(sampleIds)
    for (const { sampleId } of workspace.maps.list(run.id))
      if (!kept.has(sampleId)) workspace.maps.remove(run.id, sampleId)
    for (const [index, sampleId] of sampleIds.entries())
      storeRow(workspace, { run, template, file }, index, sampleId)
    workspace.runs.setState(run.id, 'done')
    logRun(workspace, run.id, { kind: 'imported', message: `${sampleIds.length} maps from ${path}` })
    return workspace.runs.get(run.id)
  })
}

/** A map has a value for each pixel or for each value of the model's input; axes of length 1 are of no matter. */
function checkSizes(
  path: string,
  { rows }: MapFile,
  [height = 1, width = 1, channels = 1]: InputShape,
): void {
  const allowed = [withoutOnes([height, width]), withoutOnes([height, width, channels])]
  const wrong = rows.find(({ shape }) => !allowed.includes(withoutOnes(shape)))
  if (wrong === undefined) return
  const sizes = [...new Set(allowed)].map((size) => `[${size}]`).join(' or ')
  throw new WorkbenchError(
    'shape_mismatch',
    `maps do not fit: ${path} has maps of [${wrong.shape.join(', ')}] (must be ${sizes}, as the model's input)`,
  )
}

function withoutOnes(shape: readonly number[]): string {
  return shape.filter((length) => length !== 1).join(', ')
}

/** What the template's own key has and the definition of an import has not. */
function templateParams({ method, params, backend, background }: RunRecord): object {
  return { method, params, backend, background: background ?? null }
}

function coveredSamples(workspace: Workspace, template: RunRecord): CoveredSample[] {
  const ids = isInteractive(template)
    ? workspace.maps.list(template.id).map((map) => map.sampleId)
    : workspace.runs.samples.selected(template.id)
  const covered = new Set(ids)
  return workspace.samples
    .list(template.datasetId)
    .map(({ id, name }, row) => ({ id, name, row }))
    .filter(({ id }) => covered.has(id))
}

function storeRow(
  workspace: Workspace,
  { run, template, file }: { run: RunRecord; template: RunRecord; file: MapFile },
  index: number,
  sampleId: number,
): void {
  const row = file.rows[index]
  const targetClass = workspace.maps.find(template.id, sampleId)?.targetClass
  if (row === undefined || targetClass === undefined) {
    throw new WorkbenchError(
      'invalid_input',
      `no map to go by: ${workspace.samples.get(sampleId).name} (run ${template.id} must have a map of each sample)`,
    )
  }
  const { values } = row
  const shape = keptShape(values, workspace.models.get(run.modelId).inputShape)
  workspace.maps.put({
    runId: run.id,
    sampleId,
    targetClass,
    versusClass: run.versus,
    shape,
    values,
    diagnostics: diagnosticsOf(values),
    durationMs: 0,
  })
}

/** As maps from here are kept: [H, W] or [H, W, C] of the model's input, of a signal without its height of 1. */
function keptShape(values: Float32Array, [height = 1, width = 1, channels = 1]: InputShape): number[] {
  const sides = height === 1 ? [width] : [height, width]
  return values.length === height * width ? sides : [...sides, channels]
}

function diagnosticsOf(values: Float32Array): Diagnostics {
  let [sum, minimum, maximum] = [0, Infinity, -Infinity]
  for (const value of values) {
    sum += value
    minimum = Math.min(minimum, value)
    maximum = Math.max(maximum, value)
  }
  const degenerate = minimum === maximum ? `the map is constant (${minimum} everywhere)` : null
  return { evaluations: 0, sum, minimum, maximum, degenerate, score: null, details: {} }
}
