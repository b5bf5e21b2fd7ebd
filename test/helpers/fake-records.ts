import type { DoctorReport } from '#contract/app.ts'
import type { MapSummary, MethodSummary, Run } from '#contract/attributions.ts'
import type { CallOutput } from '#contract/calls.ts'
import type { MetricSummary, Score } from '#contract/evaluation.ts'
import type { Job } from '#contract/jobs.ts'
import type { Model } from '#contract/models.ts'
import type { RunLogEntry } from '#contract/run-log.ts'
import type { Prediction, SampleDetail, SampleTable } from '#contract/samples.ts'
import type { StorageUse } from '#contract/storage.ts'
import type { RecentWorkspace, WorkspaceInfo } from '#contract/workspace.ts'

export const CLASSES = ['01_TUMOR', '02_STROMA', '03_COMPLEX', '04_LYMPHO', '05_DEBRIS', '06_MUCOSA', '07_ADIPOSE', '08_EMPTY'] // prettier-ignore

export function workspace(sampleCount: number): WorkspaceInfo {
  return {
    name: 'kather-test.eosin', location: '/home/someone/work/kather-test.eosin', readonly: false, synthetic: false,
    sampleCount, datasetCount: 1, modelCount: 1, runCount: 2, mapCount: 803, sizeBytes: 214e6,
  } // prettier-ignore
}

export function job(
  kind: Job['kind'],
  title: string,
  done: number,
  total: number,
  result: Job['result'],
  state: Job['state'] = 'done',
): Job {
  return {
    id: `${kind}-1`, kind, title, state, done, total, unit: 'tiles', startedAt: 0, elapsedMs: 60_000,
    remainingMs: 19 * 60_000, result, error: null,
  } // prettier-ignore
}

export function model(kind: 'tile' | 'signal'): Model {
  const layer = (name: string, className: string, shape: number[]) => ({
    name,
    className,
    shape,
    spatial: shape.length === 3,
  })
  return {
    id: 1, name: 'HMT.h5', location: '/data/HMT.h5', sha256: 'ab', format: 'keras-h5', kind,
    inputShape: kind === 'tile' ? [224, 224, 3] : [1, 40, 1], classCount: 8, classNames: [],
    preprocessing: { height: 224, width: 224, filter: 'bilinear', scale: 1 / 255, mean: [0], deviation: [1], channelOrder: 'rgb' },
    layers: [
      layer('conv2d_1', 'Conv2D', [224, 224, 64]), layer('max_pooling2d_1', 'MaxPooling2D', [112, 112, 64]),
      layer('conv2d_3', 'Conv2D', [112, 112, 64]), layer('conv2d_5', 'Conv2D', [56, 56, 128]), layer('dense_1', 'Dense', [8]),
    ],
    defaultLayers: ['conv2d_1', 'conv2d_3', 'conv2d_5'], parameterCount: 2_341_384, notes: [],
  } // prettier-ignore
}

const CITATION = { authors: 'Sattarzadeh et al.', title: 'Attribution-Based Input Sampling and Block-Wise Feature Aggregation', venue: 'AAAI', year: 2021, url: 'https://arxiv.org/abs/2010.00672' } // prettier-ignore
export const METHODS: MethodSummary[] = [
  {
    id: 'sise', title: 'SISE', family: 'sise', citation: CITATION, needs: ['gradients'], signed: false,
    summary: 'Feature maps that raise the class’s score are laid over the input as masks.',
    outputs: ['probability', 'logit', 'log-odds'], defaultOutput: 'probability',
    params: { type: 'object', properties: {
      layers: { type: 'array', items: { type: 'string' }, default: [], title: 'Layers', description: 'From shallow to deep', format: 'layers' },
      threshold: { type: 'number', minimum: 0, maximum: 1, default: 0, title: 'Threshold μ', description: 'Of the largest gradient' },
      fusion: { type: 'string', enum: ['soft-otsu', 'otsu', 'simple'], default: 'soft-otsu', title: 'Fusion', description: 'How layers are joined' },
    } },
  },
  {
    id: 'gradient', title: 'Input gradient', family: 'gradient', citation: CITATION, needs: ['gradients'], signed: true,
    summary: 'Slope of the score.', outputs: ['logit'], defaultOutput: 'logit',
    params: { type: 'object', properties: { samples: { type: 'integer', minimum: 1, maximum: 500, default: 20, title: 'Samples' }, absolute: { type: 'boolean', default: false, title: 'Absolute' } } },
  },
] // prettier-ignore

export const METRICS: MetricSummary[] = [{
  id: 'drop-increase', title: 'Average drop and increase', summary: 'What is left of the score when only the top of the map is kept.',
  formula: 'drop = max(0, (Y − O) / Y), increase = [O > Y]', citation: 'Chattopadhay 2018',
  params: { type: 'object', properties: { fraction: { type: 'number', minimum: 0, maximum: 1, default: 0.9, title: 'Fraction kept', description: 'Of the values' } } },
  figures: [{ id: 'averageDrop', title: 'Average drop', better: 'lower' }, { id: 'increaseRate', title: 'Increase rate', better: 'higher' }],
}] // prettier-ignore

export const SCORES: Score[] = [{
  id: 1, runId: 1, metric: 'drop-increase', params: { fraction: 0.9 }, degenerate: 0, sampleCount: 496,
  figures: { averageDrop: { value: 0.6064, interval: [0.571, 0.641], count: 496 }, increaseRate: { value: 0.1734, interval: [0.141, 0.208], count: 496 } },
  formula: 'drop = max(0, (Y − O) / Y), increase = [O > Y]', computedAt: 1.78e12,
}] // prettier-ignore

export const RUN: Run = {
  id: 1, modelId: 1, datasetId: 1, method: 'sise', params: { layers: ['conv2d_3'], threshold: 0, fusion: 'soft-otsu' },
  target: { kind: 'predicted' }, versus: null, output: 'probability', seed: 0, state: 'done', total: 496, done: 496, failed: 0,
  backend: 'onnxruntime', createdAt: 1.78e12, updatedAt: 1.78e12, error: null,
  provenance: { commandLine: 'eosin run --workspace kather-test.eosin --model HMT.h5 --data HMT_test --method sise --set layers=conv2d_3' },
} // prettier-ignore
export const RUNS: Run[] = [
  RUN,
  { ...RUN, id: 2, state: 'running', done: 307, params: { ...RUN.params, layers: [] } },
]

export const RUN_LOG: RunLogEntry[] = [
  { id: 1, at: 1.78e12, kind: 'created', message: '496 samples', sampleId: null },
  { id: 2, at: 1.78e12 + 1000, kind: 'started', message: 'on onnxruntime 1.30.0', sampleId: null },
  { id: 3, at: 1.78e12 + 9000, kind: 'sample-failed', message: 'file corrupt: broken.tif (ends early)', sampleId: 12 },
  { id: 4, at: 1.78e12 + 368_000, kind: 'finished', message: '496 of 496 maps in 368 s', sampleId: null },
] // prettier-ignore

export const RECENT: RecentWorkspace[] = [
  { handle: 'a', name: 'kather-test.eosin', location: '/home/someone/work/kather-test.eosin', openedAt: 1.78e12, missing: false },
  { handle: 'b', name: 'old.eosin', location: '/home/someone/a/long/way/down/the/folders/old.eosin', openedAt: 1.77e12, missing: true },
] // prettier-ignore

export const STORAGE: StorageUse = {
  fileBytes: 214e6, mapsBytes: 190e6, mapCount: 803, freeBytes: 3e6, deletedBytes: 12e6, diskFreeBytes: 80e9,
  runs: [{ runId: 1, method: 'sise', mapCount: 496, bytes: 118e6 }, { runId: 2, method: 'sise', mapCount: 307, bytes: 72e6 }],
  deletedRuns: [{ runId: 3, method: 'gradient', mapCount: 40, bytes: 12e6, deletedAt: 1.78e12 }],
} // prettier-ignore

export const DOCTOR: DoctorReport = {
  ok: true, version: '0.1.0', node: '24.21.0', platform: 'linux x64',
  backends: [
    { id: 'tensorflow', available: false, version: null, reason: 'libtensorflow is not there: the download failed', remedy: 'npm run setup:native', tilesPerSecond: null },
    { id: 'onnxruntime', available: true, version: '1.30.0', reason: null, remedy: null, tilesPerSecond: 64.2 },
    { id: 'wasm', available: true, version: '4.22.0', reason: null, remedy: null, tilesPerSecond: 7.1 },
  ],
  checks: [
    { id: 'node', title: 'Node', state: 'ok', message: '24.21.0', remedy: null },
    { id: 'electron', title: 'Electron', state: 'warning', message: 'The binary is not there.', remedy: 'It is fetched on the first start with a network.' },
    { id: 'workspace', title: 'Workspace', state: 'failed', message: 'row 3 missing from index', remedy: 'Work on a copy.' },
  ],
} // prettier-ignore

export const LISTING: CallOutput<'files.browse'> = {
  location: '/home/someone', folder: { id: 'f', name: 'someone', kind: 'folder' }, parent: { id: 'p', name: 'home', kind: 'folder' }, created: null,
  entries: [
    { id: '1', name: 'HMT_test', kind: 'folder', sizeBytes: null },
    { id: '2', name: 'HMT.h5', kind: 'file', sizeBytes: 9_400_000 },
    { id: '3', name: 'kather-test.eosin', kind: 'file', sizeBytes: 214_000_000 },
  ],
} // prettier-ignore

export function fakeSummary(
  id: number,
  sampleId: number,
  method: string,
  kind: 'tile' | 'signal',
): MapSummary {
  return {
    id, runId: 1, sampleId, modelId: 1, method, params: method === 'sise' ? { layers: ['conv2d_3'] } : {}, targetClass: 0,
    versus: null, output: 'probability', seed: 0, shape: kind === 'tile' ? [224, 224] : [40], backend: 'onnxruntime 1.30.0',
    diagnostics: { evaluations: 27, sum: 24_315, minimum: 0, maximum: 1, degenerate: null, score: 0.9961,
      details: { layers: [{ layerName: 'conv2d_3', keptMaps: 26, threshold: 0.41 }] } },
    durationMs: 743, computedAt: 1.78e12 + id,
  } // prettier-ignore
}

export function sampleDetail(
  sampleId: number,
  { names, labels, predicted: predictions, confidence: confidences }: SampleTable,
): SampleDetail & { prediction: Prediction } {
  const row = sampleId - 1
  const predicted = predictions[row] ?? 0
  const confidence = confidences[row] ?? 0
  const probabilities = CLASSES.map((_, index) => (index === predicted ? confidence : (1 - confidence) / 7))
  return {
    id: sampleId, datasetId: 1, name: names[row] ?? '', label: labels[row] ?? null, problem: null, sha256: 'cd',
    prediction: { probabilities, logits: probabilities.map(Math.log), predicted, confidence, backend: 'onnxruntime' },
  } // prettier-ignore
}
