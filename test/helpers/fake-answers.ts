import { Settings } from '#contract/app.ts'
import type { MapSummary, StoredMap } from '#contract/attributions.ts'
import type { CallInput, CallOutput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Job } from '#contract/jobs.ts'
import type { CallName, EventName } from '#contract/names.ts'
import type { Dataset, WorkspaceInfo } from '#contract/workspace.ts'
import { disagreement, evaluation, runComparison, sampleComparison } from './fake-evaluation.ts'
import {
  activations,
  classTemplates,
  filled,
  probeCurves,
  region,
  siseSteps,
  trustReport,
} from './fake-inspection.ts'
import {
  CLASSES,
  DOCTOR,
  fakeSummary,
  job,
  LISTING,
  METHODS,
  METRICS,
  model,
  RECENT,
  RUN,
  RUN_LOG,
  RUNS,
  sampleDetail,
  SCORES,
  STORAGE,
  workspace,
} from './fake-records.ts'
import { fakeMap, fakePicture, fakeSignal, fakeTable } from './fake-samples.ts'

export interface FakeOptions {
  readonly open: boolean
  readonly sampleCount: number
  readonly kind: 'tile' | 'signal'
}

/** An answer to every call: one that is missing does not compile. */
export type FakeAnswers = { [Name in CallName]: (input: CallInput<Name>) => CallOutput<Name> }

export function createAnswers(
  { open, sampleCount, kind }: FakeOptions,
  emit: (name: EventName, payload: unknown) => void,
): FakeAnswers {
  const table = fakeTable(sampleCount, CLASSES)
  const maps: MapSummary[] = [fakeSummary(1, 1, 'sise', kind)]
  let settings = Settings.parse({ colormap: 'jet' })
  let current: WorkspaceInfo | null = open ? workspace(sampleCount) : null
  const jobs = new Map<string, Job>()
  const start = (job: Job) => {
    jobs.set(job.id, job)
    return job
  }
  const jobOf = (id: string): Job => {
    const found = jobs.get(id)
    if (found === undefined) throw new WorkbenchError('unknown_job', `unknown job: ${id}`)
    return found
  }
  const runOf = (id: number) => {
    const found = RUNS.find((run) => run.id === id)
    if (found === undefined) throw new WorkbenchError('unknown_run', `unknown run: ${id}`)
    return found
  }
  const mapOf = (id: number): StoredMap => {
    const summary = maps.find((map) => map.id === id)
    if (summary === undefined) throw new WorkbenchError('unknown_map', `unknown map: ${id}`)
    return { ...summary, values: fakeMap(summary.shape, summary.method === 'gradient') }
  }
  const started = (kind: Job['kind'], title: string, result: Job['result'] = {}) => ({
    job: start(job(kind, title, 26, 26, result)),
  })
  const running = () => start(job('run', 'Run 2: SISE, conv2d_3', 307, 496, { runId: 2 }, 'running'))
  const enter = () => (current = workspace(sampleCount))
  const dataset: Dataset = {
    id: 1, name: 'HMT_test', kind, location: '/data/HMT_test', classNames: CLASSES,
    sampleCount, problemCount: 2, synthetic: kind === 'signal',
  } // prettier-ignore
  const mapped = () => table.ids.slice(0, 307).filter((id) => id % 7 !== 0)
  const column = (of: number) => new Float32Array(mapped().length).fill(of)

  return {
    'app.info': () => ({
      version: '0.1.0',
      host: 'browser',
      platform: 'linux',
      backend: 'onnxruntime',
      threads: 2,
    }),
    'app.settings': () => settings,
    'app.changeSettings': (input) => (settings = Settings.parse({ ...settings, ...input })),
    'app.doctor': () => DOCTOR,
    'app.forgetRecent': ({ file }) => RECENT.filter(({ handle }) => handle !== file),
    'files.choose': () => ({ file: null }),
    'files.browse': () => LISTING,

    'workspace.recent': () => RECENT,
    'workspace.current': () => ({ workspace: current }),
    'workspace.openSample': () => ({ workspace: enter(), job: null }),
    'workspace.open': enter,
    'workspace.create': enter,
    'workspace.close': () => {
      current = null
      return {}
    },
    'workspace.check': () => ({ ok: true, messages: [] }),
    'workspace.storage': () => STORAGE,
    'workspace.compact': () => started('compact', 'Compacting'),

    'datasets.catalogue': () => [],
    'datasets.fetch': () => started('download', 'Fetching'),
    'datasets.add': () => started('import', 'Reading tiles', { datasetId: 1 }),
    'datasets.list': () => [dataset],
    'datasets.problems': () => [
      { name: '01_TUMOR/broken.tif', reason: 'file corrupt: broken.tif (ends early)' },
    ],
    'datasets.templates': () => (kind === 'signal' ? classTemplates(CLASSES.length) : []),
    'models.list': () => [model(kind)],
    'models.builtIn': () => [
      {
        id: 'mnist1d-cnn',
        title: 'MNIST-1D network',
        description: 'A small network',
        kind: 'signal',
        license: 'MIT',
      },
    ],
    'models.add': () => model(kind),
    'models.activations': ({ layer, offset = 0, limit = 32 }) => activations(layer, offset, limit),

    'samples.table': () => table,
    'samples.get': ({ sampleId }) => sampleDetail(sampleId, table),
    'samples.picture': ({ sampleId, size }) =>
      fakePicture(sampleId, table.labels[sampleId - 1] ?? 0, size === 'original' ? 150 : Math.min(150, size)),
    'samples.signal': ({ sampleId }) => fakeSignal(sampleId, CLASSES.length),
    'predictions.start': () => started('predict', 'Predicting'),
    'evaluation.classifier': () => evaluation(table, CLASSES),

    'methods.list': () => METHODS,
    'attributions.find': ({ sampleId }) => maps.filter((map) => map.sampleId === sampleId),
    'attributions.explain': ({ sampleId, question }) => {
      maps.push(fakeSummary(maps.length + 1, sampleId, question.method, kind))
      return started('explain', 'Explaining', { mapId: maps.length })
    },
    'attributions.siseSteps': ({ mapId, offset = 0, limit = 32 }) => siseSteps(mapId, offset, limit),
    'maps.get': ({ mapId }) => mapOf(mapId),
    'maps.find': ({ runId, sampleIds }) =>
      sampleIds
        .filter((id) => id % 7 !== 0)
        .map((id) => fakeSummary(id, id, 'sise', kind))
        .map((map) => ({ ...map, runId, values: fakeMap(map.shape, false) })),
    'maps.list': ({ runId }) => [...mapped()].map((id) => ({ ...fakeSummary(id, id, 'sise', kind), runId })),
    'maps.index': () => ({
      sampleIds: mapped(),
      minimum: column(0),
      maximum: column(1),
      durationMs: column(743),
      evaluations: mapped().fill(27),
      degenerate: new Uint8Array(mapped().length),
    }),
    'maps.import': () => ({ ...RUN, id: 3, method: 'imported' }),
    'maps.range': () => ({ minimum: 0, maximum: 1, count: 496 }),
    'maps.compare': ({ mapIds }) => ({
      pairs: mapIds.flatMap((a, index) =>
        mapIds
          .slice(index + 1)
          .map((b) => ({ a, b, spearman: 0.71, topIou: 0.32, ssim: 0.48, undefinedReason: null })),
      ),
    }),
    'maps.trustReport': ({ mapId }) => trustReport(mapId),
    'maps.trust': ({ mapId }) => started('probe', 'Checking the map', { mapId }),

    'probes.curves': ({ mapId, steps = 100 }) => ({
      curves: probeCurves(mapOf(mapId), CLASSES.length, steps),
      complete: true,
      job: null,
    }),
    'probes.filled': () => filled(kind),
    'probes.region': ({ sampleId }) =>
      region(sampleId, kind, sampleDetail(sampleId, table).prediction.probabilities),

    'runs.list': () => RUNS,
    'runs.get': ({ runId }) => runOf(runId),
    'runs.start': () => ({ run: runOf(2), job: running() }),
    'runs.startSeveral': ({ questions }) => ({
      entries: questions.map(({ method }) => ({ method, run: { ...runOf(2), method }, error: null })),
      job: running(),
    }),
    'runs.pause': ({ runId }) => ({ ...runOf(runId), state: 'paused' }),
    'runs.resume': ({ runId }) => ({ run: runOf(runId), job: running() }),
    'runs.log': () => RUN_LOG,
    'runs.delete': () => ({}),
    'runs.restore': ({ runId }) => runOf(runId),
    'runs.compare': ({ runIds }) => runComparison(runIds),
    'runs.compareSamples': () => sampleComparison(table),
    'runs.disagreement': ({ start: from = 0, count = 64 }) => disagreement(from, count),
    'runs.controls': () => [
      { method: 'random', title: 'Random map', run: null },
      { method: 'edge', title: 'Edges', run: null },
    ],

    'metrics.list': () => METRICS,
    'scores.start': ({ runId }) => started('score', 'Scoring', { runId, scoreId: 1 }),
    'scores.list': ({ runId }) => SCORES.filter((score) => runId === undefined || score.runId === runId),

    'jobs.list': () => [running()],
    'jobs.wait': ({ jobId }) => jobOf(jobId),
    'jobs.cancel': ({ jobId }) => {
      const ended: Job = { ...jobOf(jobId), state: 'cancelled' }
      emit('job.changed', ended)
      return ended
    },
  }
}
