import type { RunDefinition, RunRecord } from '../../main/store/run-record.ts'
import type { Workspace } from '../../main/store/workspace.ts'

export interface Filled {
  readonly datasetId: number
  readonly modelId: number
  readonly sampleIds: Int32Array
  readonly definition: RunDefinition
  readonly run: RunRecord
}

/** A dataset of `count` samples in two classes, a model, and a run over all of them. */
export function fill(workspace: Workspace, count: number): Filled {
  const dataset = workspace.datasets.add({
    name: 'tiles',
    kind: 'tile',
    source: { reader: 'folder', path: '/data/tiles' },
    classNames: ['TUMOR', 'STROMA'],
  })
  workspace.samples.add(
    dataset.id,
    Array.from({ length: count }, (_, index) => ({
      name: `tile-${index}.tif`,
      label: index % 2,
      sha256: `hash-${index}`,
      sizeBytes: 1000 + index,
      mtimeMs: 5000.25,
    })),
  )
  const model = workspace.models.add({
    name: 'net',
    location: '/models/net.h5',
    sha256: 'abc',
    format: 'keras-h5',
    kind: 'tile',
    inputShape: [4, 4, 3],
    classNames: ['TUMOR', 'STROMA'],
    preprocessing: { scale: 1 / 255, size: 4 },
    layers: [{ name: 'conv' }],
    details: null,
  })
  const definition: RunDefinition = {
    modelId: model.id,
    datasetId: dataset.id,
    method: 'sise',
    params: { layers: ['conv'] },
    target: { kind: 'predicted' },
    versus: null,
    output: 'probability',
    seed: 0,
    backend: 'wasm',
    selection: { kind: 'all' },
  }
  const { run } = workspace.runs.findOrCreate(definition, { app: '0.1.0' })
  const sampleIds = workspace.samples.table(dataset.id).ids
  return { datasetId: dataset.id, modelId: model.id, sampleIds, definition, run }
}

/** Values that can be told from a sample's id, so that a reader can check each. */
export function mapValues(sampleId: number, length: number): Float32Array {
  return Float32Array.from({ length }, (_, index) => Math.fround(Math.sin(sampleId * 1000 + index)))
}

export function putMap(workspace: Workspace, runId: number, sampleId: number, length = 16): number {
  return workspace.maps.put({
    runId,
    sampleId,
    targetClass: 1,
    versusClass: null,
    shape: [length],
    values: mapValues(sampleId, length),
    diagnostics: { sum: 1 },
    durationMs: 2.5,
  })
}

/** The code of the WorkbenchError that `action` throws. */
export function codeOf(action: () => unknown): string {
  try {
    action()
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown) return String(thrown.code)
    throw thrown
  }
  return 'nothing thrown'
}
