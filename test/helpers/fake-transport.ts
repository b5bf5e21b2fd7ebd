import type { MapSummary, MethodSummary, Run } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { ClassifierEvaluation, Score } from '#contract/evaluation.ts'
import type { Job } from '#contract/jobs.ts'
import type { Model } from '#contract/models.ts'
import type { CallName, EventName } from '#contract/names.ts'
import type { Transport } from '#contract/transport.ts'
import type { Dataset, WorkspaceInfo } from '#contract/workspace.ts'
import { fakeMap, fakePicture, fakeSignal, fakeTable } from './fake-samples.ts'

const CLASSES = ['01_TUMOR', '02_STROMA', '03_COMPLEX', '04_LYMPHO', '05_DEBRIS', '06_MUCOSA', '07_ADIPOSE', '08_EMPTY'] // prettier-ignore

export interface FakeOptions {
  readonly open: boolean
  readonly sampleCount: number
  readonly kind: 'tile' | 'signal'
}

type Answer = (input: never) => unknown

/** A back end of generated data, for looking at the window without the program behind it. */
export function createFakeTransport(options: FakeOptions): Transport {
  const listeners = new Map<EventName, Set<(payload: unknown) => void>>()
  const emit = (name: EventName, payload: unknown) =>
    listeners.get(name)?.forEach((listener) => listener(payload))
  const answers = createAnswers(options, emit)
  return {
    invoke: async (name: CallName, input: unknown) => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      const answer = answers[name]
      try {
        if (answer === undefined) throw new WorkbenchError('unknown_call', `no such call: ${name}`)
        return { ok: true, value: answer(input as never) }
      } catch (thrown) {
        return { ok: false, error: WorkbenchError.from(thrown).toRecord() }
      }
    },
    subscribe: (name, listener) => {
      const set = listeners.get(name) ?? new Set()
      listeners.set(name, set.add(listener))
      return () => set.delete(listener)
    },
  }
}

function createAnswers(
  { open, sampleCount, kind }: FakeOptions,
  emit: (name: EventName, payload: unknown) => void,
): Partial<Record<CallName, Answer>> {
  const table = fakeTable(sampleCount, CLASSES)
  const maps: MapSummary[] = [fakeSummary(1, 1, 'sise', kind)]
  let settings = { theme: 'system', backend: 'auto', threads: 0, memoryMegabytes: 1024, colormap: 'jet' }
  let current: WorkspaceInfo | null = open ? workspace(sampleCount) : null
  const jobs = new Map<string, Job>()
  const start = (job: Job) => {
    jobs.set(job.id, job)
    return job
  }
  const dataset: Dataset = {
    id: 1, name: 'HMT_test', kind, location: '/data/HMT_test', classNames: CLASSES,
    sampleCount, problemCount: 2, synthetic: kind === 'signal',
  } // prettier-ignore
  return {
    'app.info': () => ({
      version: '0.1.0',
      host: 'browser',
      platform: 'linux',
      backend: 'onnxruntime',
      threads: 2,
    }),
    'app.settings': () => settings,
    'app.changeSettings': (input: object) => (settings = { ...settings, ...input }),
    'app.doctor': () => DOCTOR,
    'workspace.recent': () => [
      { handle: 'a', name: 'kather-test.eosin', location: '/home/someone/work/kather-test.eosin', openedAt: 1.78e12, missing: false },
      { handle: 'b', name: 'old.eosin', location: '/home/someone/a/long/way/down/the/folders/old.eosin', openedAt: 1.77e12, missing: true },
    ], // prettier-ignore
    'workspace.current': () => ({ workspace: current }),
    'workspace.openSample': () => ({ workspace: (current = workspace(sampleCount)), job: null }),
    'workspace.open': () => (current = workspace(sampleCount)),
    'workspace.close': () => {
      current = null
      return {}
    },
    'files.browse': () => LISTING,
    'datasets.list': () => [dataset],
    'datasets.problems': () => [
      { name: '01_TUMOR/broken.tif', reason: 'file corrupt: broken.tif (ends early)' },
    ],
    'models.list': () => [model(kind)],
    'models.builtIn': () => [{ id: 'mnist1d-cnn', title: 'MNIST-1D network', description: 'A small network', kind: 'signal', license: 'MIT' }], // prettier-ignore
    'methods.list': () => METHODS,
    'metrics.list': () => METRICS,
    'samples.table': () => table,
    'samples.get': ({ sampleId }: { sampleId: number }) => sampleDetail(sampleId, table),
    'samples.picture': ({ sampleId, size }: { sampleId: number; size: number | 'original' }) =>
      fakePicture(sampleId, table.labels[sampleId - 1] ?? 0, size === 'original' ? 150 : Math.min(150, size)),
    'samples.signal': ({ sampleId }: { sampleId: number }) => fakeSignal(sampleId, CLASSES.length),
    'evaluation.classifier': () => evaluation(table, CLASSES),
    'attributions.find': ({ sampleId }: { sampleId: number }) =>
      maps.filter((map) => map.sampleId === sampleId),
    'maps.get': ({ mapId }: { mapId: number }) => {
      const summary = maps.find(({ id }) => id === mapId)
      if (summary === undefined) throw new WorkbenchError('unknown_map', `unknown map: ${mapId}`)
      return { ...summary, values: fakeMap(summary.shape, summary.method === 'gradient') }
    },
    'maps.find': ({ runId, sampleIds }: { runId: number; sampleIds: number[] }) =>
      sampleIds
        .filter((id) => id % 7 !== 0)
        .map((id) => ({ ...fakeSummary(id, id, 'sise', kind), runId, values: fakeMap([224, 224], false) })),
    'maps.range': () => ({ minimum: 0, maximum: 1, count: 496 }),
    'maps.compare': ({ mapIds }: { mapIds: number[] }) => ({
      pairs: mapIds.flatMap((a, index) =>
        mapIds
          .slice(index + 1)
          .map((b) => ({ a, b, spearman: 0.71, topIou: 0.32, ssim: 0.48, undefinedReason: null })),
      ),
    }),
    'datasets.catalogue': () => [],
    'runs.get': () => RUN,
    'attributions.explain': ({ sampleId, question }: { sampleId: number; question: { method: string } }) => {
      maps.push(fakeSummary(maps.length + 1, sampleId, question.method, kind))
      return { job: start(job('explain', 'Explaining', 13, 26, { mapId: maps.length })) }
    },
    'jobs.wait': async ({ jobId }: { jobId: string }) => jobs.get(jobId),
    'jobs.list': () => [start(job('run', 'Run 2: SISE, conv2d_3', 307, 496, { runId: 2 }, 'running'))],
    'jobs.cancel': ({ jobId }: { jobId: string }) => {
      const ended = { ...jobs.get(jobId), state: 'cancelled' }
      emit('job.changed', ended)
      return ended
    },
    'runs.list': () => RUNS,
    'scores.list': () => SCORES,
    'predictions.start': () => ({ job: start(job('predict', 'Predicting', 10, 496, {})) }),
  }
}

function workspace(sampleCount: number): WorkspaceInfo {
  return {
    name: 'kather-test.eosin', location: '/home/someone/work/kather-test.eosin', readonly: false, synthetic: false,
    sampleCount, datasetCount: 1, modelCount: 1, runCount: 2, mapCount: 803, sizeBytes: 214e6,
  } // prettier-ignore
}

function job(
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

function model(kind: 'tile' | 'signal'): Model {
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
const METHODS: MethodSummary[] = [
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

const METRICS = [{
  id: 'drop-increase', title: 'Average drop and increase', summary: 'What is left of the score when only the top of the map is kept.',
  formula: 'drop = max(0, (Y − O) / Y), increase = [O > Y]', citation: 'Chattopadhay 2018',
  params: { type: 'object', properties: { fraction: { type: 'number', minimum: 0, maximum: 1, default: 0.9, title: 'Fraction kept', description: 'Of the values' } } },
  figures: [{ id: 'averageDrop', title: 'Average drop', better: 'lower' }, { id: 'increaseRate', title: 'Increase rate', better: 'higher' }],
}] // prettier-ignore

const SCORES: Score[] = [{
  id: 1, runId: 1, metric: 'drop-increase', params: { fraction: 0.9 }, degenerate: 0, sampleCount: 496,
  figures: { averageDrop: { value: 0.6064, interval: [0.571, 0.641], count: 496 }, increaseRate: { value: 0.1734, interval: [0.141, 0.208], count: 496 } },
  formula: 'drop = max(0, (Y − O) / Y), increase = [O > Y]', computedAt: 1.78e12,
}] // prettier-ignore

const RUN: Run = {
  id: 1, modelId: 1, datasetId: 1, method: 'sise', params: { layers: ['conv2d_3'], threshold: 0, fusion: 'soft-otsu' },
  target: { kind: 'predicted' }, versus: null, output: 'probability', seed: 0, state: 'done', total: 496, done: 496, failed: 0,
  backend: 'onnxruntime', createdAt: 1.78e12, updatedAt: 1.78e12, error: null,
  provenance: { commandLine: 'eosin run --workspace kather-test.eosin --model HMT.h5 --data HMT_test --method sise --set layers=conv2d_3' },
} // prettier-ignore
const RUNS: Run[] = [
  RUN,
  { ...RUN, id: 2, state: 'running', done: 307, params: { ...RUN.params, layers: [] } },
]

const DOCTOR = {
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

const LISTING = {
  location: '/home/someone', folder: { id: 'f', name: 'someone', kind: 'folder' }, parent: { id: 'p', name: 'home', kind: 'folder' }, created: null,
  entries: [
    { id: '1', name: 'HMT_test', kind: 'folder', sizeBytes: null },
    { id: '2', name: 'HMT.h5', kind: 'file', sizeBytes: 9_400_000 },
    { id: '3', name: 'kather-test.eosin', kind: 'file', sizeBytes: 214_000_000 },
  ],
} // prettier-ignore

function fakeSummary(id: number, sampleId: number, method: string, kind: 'tile' | 'signal'): MapSummary {
  return {
    id, runId: 1, sampleId, modelId: 1, method, params: method === 'sise' ? { layers: ['conv2d_3'] } : {}, targetClass: 0,
    versus: null, output: 'probability', seed: 0, shape: kind === 'tile' ? [224, 224] : [40], backend: 'onnxruntime 1.30.0',
    diagnostics: { evaluations: 27, sum: 24_315, minimum: 0, maximum: 1, degenerate: null, score: 0.9961,
      details: { layers: [{ layerName: 'conv2d_3', keptMaps: 26, threshold: 0.41 }] } },
    durationMs: 743, computedAt: 1.78e12 + id,
  } // prettier-ignore
}

function sampleDetail(sampleId: number, table: ReturnType<typeof fakeTable>) {
  const predicted = table.predicted[sampleId - 1] ?? 0
  const confidence = table.confidence[sampleId - 1] ?? 0
  const probabilities = CLASSES.map((_, index) => (index === predicted ? confidence : (1 - confidence) / 7))
  return {
    id: sampleId, datasetId: 1, name: table.names[sampleId - 1], label: table.labels[sampleId - 1], problem: null, sha256: 'cd',
    prediction: { probabilities, logits: probabilities.map(Math.log), predicted, confidence, backend: 'onnxruntime' },
  } // prettier-ignore
}

function evaluation(table: ReturnType<typeof fakeTable>, names: readonly string[]): ClassifierEvaluation {
  const confusion = names.map(() => names.map(() => 0))
  table.labels.forEach((label, row) => (confusion[label]![table.predicted[row]!]! += 1))
  const correct = confusion.reduce((sum, row, index) => sum + row[index]!, 0)
  const x = Array.from({ length: 60 }, (_, index) => index / 59)
  const roc = [...names, 'micro'].map((_, index) => ({
    x,
    y: x.map((value) => value ** (0.04 + 0.03 * index)),
    thresholds: x,
  }))
  return {
    modelId: 1, datasetId: 1, backend: 'onnxruntime', sampleCount: table.ids.length, leftOut: 2, accuracy: correct / table.ids.length,
    correct, accuracyInterval: [0.799, 0.865], confusion, roc,
    precisionRecall: roc.map((curve) => ({ ...curve, y: x.map((value) => 1 - value ** 8) })),
    classes: names.map((name, index) => ({
      index, name, support: 62, predictedCount: 60, accuracy: 0.66 + 0.04 * index, accuracyInterval: [0.55 + 0.04 * index, 0.7 + 0.04 * index], precision: 0.8, recall: 0.66 + 0.04 * index, f1: 0.8,
      rocAuc: 0.99 - 0.01 * index, averagePrecision: 0.97 - 0.02 * index, takenFor: [],
    })),
    macro: { precision: 0.84, recall: 0.83, f1: 0.83, rocAuc: 0.97, averagePrecision: 0.9 },
    micro: { rocAuc: 0.98, averagePrecision: 0.92 },
    confusedPairs: [{ label: 4, predicted: 1, count: 20 }, { label: 2, predicted: 1, count: 10 }, { label: 1, predicted: 4, count: 9 }],
    calibration: { expectedCalibrationError: 0.051, bins: [] },
  } // prettier-ignore
}
