import { z } from 'zod'
import { AppInfo, DoctorReport, Settings } from './app.ts'
import {
  ExplainRequest,
  MapAgreement,
  MapIndex,
  MapRange,
  MapSummary,
  MethodSummary,
  Question,
  Run,
  StoredMap,
} from './attributions.ts'
import { ClassTemplate } from './class-templates.ts'
import { BackendChoice, ErrorRecordSchema, FileHandle, Fraction, HandleId, RowId } from './common.ts'
import {
  Disagreement,
  DisagreementRequest,
  RunComparison,
  RunsCompared,
  SampleComparison,
  SampleComparisonRequest,
} from './comparison.ts'
import { ClassifierEvaluation, MetricSummary, Score } from './evaluation.ts'
import { Activations, ActivationsRequest, SiseSteps, SiseStepsRequest } from './inspection.ts'
import { Job } from './jobs.ts'
import { BuiltInModel, Model } from './models.ts'
import type { CallName } from './names.ts'
import { RunLogEntry } from './run-log.ts'
import {
  CurvesAnswer,
  CurvesRequest,
  FilledAnswer,
  FilledRequest,
  RegionAnswer,
  RegionRequest,
} from './probing.ts'
import { Picture, SampleDetail, SampleTable, Signal } from './samples.ts'
import { TrustReport, TrustRequest } from './trust.ts'
import { StorageUse } from './storage.ts'
import { CataloguedDataset, Dataset, IntegrityReport, RecentWorkspace, WorkspaceInfo } from './workspace.ts'

const Nothing = z.object({}).strict()
const JobStarted = z.object({ job: Job })

interface Call {
  readonly input: z.ZodType
  readonly output: z.ZodType
}

/** What every call takes and gives. Inputs are parsed on each call, outputs in development and tests. */
export const calls = {
  'app.info': { input: Nothing, output: AppInfo },
  'app.doctor': { input: z.object({ bench: z.boolean().default(false) }), output: DoctorReport },
  'app.settings': { input: Nothing, output: Settings },
  'app.changeSettings': { input: Settings.partial(), output: Settings },
  /** Takes a workspace off the list of recent ones; the file stays. Gives the list that is left. */
  'app.forgetRecent': { input: z.object({ file: HandleId }), output: z.array(RecentWorkspace) },

  /** Native dialog; null when dismissed. Only where `app.info` says `electron`. */
  'files.choose': {
    input: z.object({
      purpose: z.enum(['tiles', 'model', 'workspace', 'new-workspace', 'array', 'archive']),
    }),
    output: z.object({ file: FileHandle.nullable() }),
  },
  /** Lists a folder for the browser mode's chooser. Without a handle: the roots. `name` with a folder's handle: a new file in it. */
  'files.browse': {
    input: z.object({ folder: HandleId.nullable(), newFile: z.string().max(200).optional() }),
    output: z.object({
      location: z.string(),
      folder: FileHandle.nullable(),
      parent: FileHandle.nullable(),
      entries: z.array(FileHandle.extend({ sizeBytes: z.number().nullable() })),
      created: FileHandle.nullable(),
    }),
  },

  'workspace.recent': { input: Nothing, output: z.array(RecentWorkspace) },
  'workspace.open': { input: z.object({ file: HandleId }), output: WorkspaceInfo },
  'workspace.create': { input: z.object({ file: HandleId }), output: WorkspaceInfo },
  /** The built-in sample, made on first use. */
  'workspace.openSample': {
    input: Nothing,
    output: z.object({ workspace: WorkspaceInfo, job: Job.nullable() }),
  },
  'workspace.close': { input: Nothing, output: Nothing },
  'workspace.current': { input: Nothing, output: z.object({ workspace: WorkspaceInfo.nullable() }) },
  'workspace.check': { input: Nothing, output: IntegrityReport },
  'workspace.storage': { input: Nothing, output: StorageUse },
  /**
   * Removes deleted runs for good and gives empty space back to the disk. Refused where another process has the workspace
   * open, a job writes to it, or the disk has no room for the copy that it takes.
   */
  'workspace.compact': { input: Nothing, output: JobStarted },

  /** Published data sets that Eosin can fetch: size and licence are shown before anything is. */
  'datasets.catalogue': { input: Nothing, output: z.array(CataloguedDataset) },
  /** Downloads, or takes the archive from disk; what is there already is checked. The job counts bytes. */
  'datasets.fetch': {
    input: z.object({ id: z.string().max(200), file: HandleId.optional() }),
    output: JobStarted,
  },
  'datasets.add': {
    input: z.object({
      source: z.union([
        z.object({ file: HandleId }),
        z.object({ builtIn: z.enum(['mnist1d', 'synthetic-tissue']) }),
        /** Fetched before. */
        z.object({ catalogue: z.string().max(200) }),
      ]),
    }),
    output: JobStarted,
  },
  'datasets.list': { input: Nothing, output: z.array(Dataset) },
  'datasets.problems': {
    input: z.object({ datasetId: RowId }),
    output: z.array(z.object({ name: z.string(), reason: z.string() })),
  },
  /** What each class of a data set of signals looks like; classes without a labelled signal are left out. */
  'datasets.templates': { input: z.object({ datasetId: RowId }), output: z.array(ClassTemplate) },

  'models.builtIn': { input: Nothing, output: z.array(BuiltInModel) },
  'models.add': {
    input: z.object({ source: z.union([z.object({ file: HandleId }), z.object({ builtIn: z.string() })]) }),
    output: Model,
  },
  'models.list': { input: Nothing, output: z.array(Model) },
  /** What a layer puts out for a sample: a page of its feature maps. */
  'models.activations': { input: ActivationsRequest, output: Activations },

  'samples.table': { input: z.object({ datasetId: RowId, modelId: RowId.nullable() }), output: SampleTable },
  'samples.get': { input: z.object({ sampleId: RowId, modelId: RowId.nullable() }), output: SampleDetail },
  /** `size`: longest side in px, for thumbnails; `model`: as the model sees it; `original`. */
  'samples.picture': {
    input: z.object({
      sampleId: RowId,
      size: z.union([z.int().min(16).max(1024), z.literal('original')]),
      /** With it, the picture is resized as the model's preprocessing does. */
      modelId: RowId.nullable().default(null),
    }),
    output: Picture,
  },
  'samples.signal': { input: z.object({ sampleId: RowId }), output: Signal },

  'predictions.start': {
    input: z.object({
      datasetId: RowId,
      modelId: RowId,
      backend: BackendChoice.optional(),
      limit: z.int().min(1).optional(),
      /** Only these. */
      sampleIds: z.array(RowId).min(1).optional(),
    }),
    output: JobStarted,
  },
  'evaluation.classifier': {
    input: z.object({ datasetId: RowId, modelId: RowId }),
    output: ClassifierEvaluation,
  },

  'methods.list': { input: Nothing, output: z.array(MethodSummary) },
  /** Computes the map, or finds it stored. The job's result has the map's id. */
  'attributions.explain': { input: ExplainRequest, output: JobStarted },
  'attributions.find': { input: z.object({ sampleId: RowId, modelId: RowId }), output: z.array(MapSummary) },
  /** All maps of a run as columns: which samples have one, what their values span, what they cost. */
  'maps.index': { input: z.object({ runId: RowId }), output: MapIndex },
  /** How a stored map of the SISE family came about. */
  'attributions.siseSteps': { input: SiseStepsRequest, output: SiseSteps },
  'maps.list': { input: z.object({ runId: RowId }), output: z.array(MapSummary) },
  /** Maps computed elsewhere, over the samples of a run, as a run of their own (method `imported`). */
  'maps.import': { input: z.object({ runId: RowId, file: HandleId }), output: Run },
  'maps.get': { input: z.object({ mapId: RowId }), output: StoredMap },
  /** The maps of a run over some samples; those without one (yet), or whose bytes have changed since, are left out. */
  'maps.find': {
    input: z.object({ runId: RowId, sampleIds: z.array(RowId).max(64) }),
    output: z.array(StoredMap),
  },

  /** What the card on a map says so far. */
  'maps.trustReport': { input: z.object({ mapId: RowId }), output: TrustReport },
  /** Makes the checks that take computing, one after the other; each is kept as it is done. */
  'maps.trust': { input: TrustRequest, output: JobStarted },

  /** Insertion and deletion of a map's pixels, every class at every step: known ones at once, others by a job. */
  'probes.curves': { input: CurvesRequest, output: CurvesAnswer },
  /** The whole sample taken away. */
  'probes.filled': { input: FilledRequest, output: FilledAnswer },
  /** Parts of the sample taken away, and what the model then says. */
  'probes.region': { input: RegionRequest, output: RegionAnswer },
  'maps.range': { input: z.object({ runId: RowId }), output: MapRange },
  /** Every pair of some maps of one sample. `topShare`: share of the pixels that count as the highest. */
  'maps.compare': {
    input: z.object({ mapIds: z.array(RowId).min(2).max(6), topShare: Fraction.default(0.1) }),
    output: z.object({ pairs: z.array(MapAgreement) }),
  },

  'runs.start': {
    input: z.object({
      datasetId: RowId,
      modelId: RowId,
      question: Question,
      backend: BackendChoice.optional(),
      limit: z.int().min(1).optional(),
      sampleIds: z.array(RowId).optional(),
    }),
    output: z.object({ run: Run, job: Job }),
  },
  'runs.list': { input: Nothing, output: z.array(Run) },
  'runs.get': { input: z.object({ runId: RowId }), output: Run },
  'runs.pause': { input: z.object({ runId: RowId }), output: Run },
  'runs.resume': { input: z.object({ runId: RowId }), output: z.object({ run: Run, job: Job }) },
  /**
   * Several methods over the same samples, tile by tile together: what they share is computed once. A question that is
   * refused leaves the others alone; all refused, the call fails with the first refusal. Each run can be paused on its own.
   */
  'runs.startSeveral': {
    input: z.object({
      datasetId: RowId,
      modelId: RowId,
      questions: z.array(Question).min(1).max(30),
      backend: BackendChoice.optional(),
      limit: z.int().min(1).optional(),
      sampleIds: z.array(RowId).optional(),
    }),
    output: z.object({
      /** In the order of the questions; exactly one of `run` and `error` is null. */
      entries: z.array(
        z.object({ method: z.string(), run: Run.nullable(), error: ErrorRecordSchema.nullable() }),
      ),
      job: Job,
    }),
  },
  /** Oldest first. */
  'runs.log': { input: z.object({ runId: RowId }), output: z.array(RunLogEntry) },
  /** Hides the run with its maps and scores; `runs.restore` brings it back for an hour at least, unless compacted. */
  'runs.delete': { input: z.object({ runId: RowId }), output: Nothing },
  'runs.restore': { input: z.object({ runId: RowId }), output: Run },
  'runs.compare': { input: RunsCompared, output: RunComparison },
  /** One value per sample of each of two runs: a scatter. */
  'runs.compareSamples': { input: SampleComparisonRequest, output: SampleComparison },
  /** How alike two runs' maps are, sample by sample, a page at a time. */
  'runs.disagreement': { input: DisagreementRequest, output: Disagreement },
  /** The runs of the `random` and `edge` controls that answer the same question; null where there is none yet. */
  'runs.controls': {
    input: z.object({ runId: RowId }),
    output: z.array(z.object({ method: z.string(), title: z.string(), run: Run.nullable() })),
  },

  'metrics.list': { input: Nothing, output: z.array(MetricSummary) },
  'scores.start': {
    input: z.object({
      runId: RowId,
      metric: z.string(),
      params: z.record(z.string(), z.unknown()).default({}),
      /** Scores `random` and `edge` over the same samples too, computing their maps where needed: `runs.controls` names them. */
      controls: z.boolean().default(false),
    }),
    output: JobStarted,
  },
  'scores.list': { input: z.object({ runId: RowId.optional() }), output: z.array(Score) },

  'jobs.list': { input: Nothing, output: z.array(Job) },
  /** Answers when the job has ended, however it did. */
  'jobs.wait': { input: z.object({ jobId: z.string() }), output: Job },
  /** Answers when the work has stopped. */
  'jobs.cancel': { input: z.object({ jobId: z.string() }), output: Job },
} satisfies Record<CallName, Call>

export type Calls = typeof calls
export type CallInput<Name extends CallName> = z.input<Calls[Name]['input']>
export type ParsedInput<Name extends CallName> = z.output<Calls[Name]['input']>
export type CallOutput<Name extends CallName> = z.output<Calls[Name]['output']>
