import type { MethodSummary, StoredMap } from '#contract/attributions.ts'
import type { BackendChoice } from '#contract/common.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Model } from '#contract/models.ts'
import type { Prediction, SampleDetail } from '#contract/samples.ts'
import type { Dataset } from '#contract/workspace.ts'
import { writeNpy } from '../datasets/npy.ts'
import type { ConsoleOutput } from './console-output.ts'
import { backgroundOf, comparesWithSamples } from './background-flags.ts'
import { addData, checkPaths } from './data-flags.ts'
import { diagnosticLines } from './diagnostic-lines.ts'
import { lastingProvenance } from './lasting-provenance.ts'
import { checkOverlay, writeOverlay } from './overlay-picture.ts'
import { checkMethods, toQuestion, type QuestionFlags } from './question-flags.ts'
import type { Session } from './session.ts'
import { checkTile, placeOfTile, type TilePlace } from './single-tile.ts'
import { writeOutput } from './write-file.ts'

export interface ExplainFlags extends QuestionFlags {
  readonly method: string
  readonly model: string
  readonly input?: string
  readonly data?: string
  readonly index: number
  readonly workspace?: string
  readonly backend?: BackendChoice
  readonly out?: string
  readonly overlay?: string
  readonly colormap: string
}

interface Subject {
  readonly sample: SampleDetail
  readonly model: Model
  readonly prediction: Prediction | null
}

export async function explainCommand(
  session: Session,
  flags: ExplainFlags,
  output: ConsoleOutput,
): Promise<undefined> {
  const started = performance.now()
  checkPaths(flags)
  if (flags.background !== undefined) checkPaths({ data: flags.background })
  const [asked] = await checkMethods(session, flags, [flags.method])
  if (asked === undefined) throw new WorkbenchError('internal', 'method not found')
  checkSubject(flags)
  await session.openWorkspace(flags.workspace, { create: true })
  const place = await placeOf(session, flags, asked.method)
  const added = await addData(session, { model: flags.model, data: place.data })
  if (flags.overlay !== undefined) {
    checkOverlay({ colormap: flags.colormap, isTile: added.dataset.kind === 'tile' })
  }
  checkTrueTarget(flags, added)
  const background = await backgroundOf(session, flags, [asked.method], added)
  const question = toQuestion(flags, asked, added.model, background)
  const subject = await prepare(session, flags, { ...added, place })
  const loadMs = performance.now() - started
  const before = performance.now()
  const { job } = await session.call('attributions.explain', {
    sampleId: subject.sample.id,
    modelId: added.model.id,
    question,
    ...backendOf(flags),
  })
  const { mapId } = await session.finish({ job })
  const explainMs = performance.now() - before
  session.keepWorkspace()
  const map = await session.call('maps.get', { mapId: mapId ?? 0 })
  await writeFiles(session, flags, map, added.model)
  const run = await session.call('runs.get', { runId: map.runId })
  output.result(
    {
      ...report(subject, map, flags),
      provenance: lastingProvenance(run.provenance, flags),
      stored: job.state === 'done',
      loadMs,
      explainMs,
    },
    describe(subject, map, explainMs),
  )
}

function checkSubject({ input, data }: ExplainFlags): void {
  if ((input === undefined) === (data === undefined)) {
    throw new WorkbenchError(
      'invalid_input',
      'invalid input: give either --input TILE or --data SOURCE with --index N',
    )
  }
  if (input !== undefined) checkTile(input)
}

async function placeOf(
  session: Session,
  { input, data, index, background }: ExplainFlags,
  method: MethodSummary,
): Promise<TilePlace> {
  if (data !== undefined) return { data, sample: index }
  const amongOthers = comparesWithSamples(method) && background === undefined
  return placeOfTile(session, input ?? '', { amongOthers })
}

function checkTrueTarget(
  { target }: ExplainFlags,
  { dataset, model }: { dataset: Dataset; model: Model },
): void {
  if (target !== 'true' || dataset.classNames.length === model.classCount) return
  throw new WorkbenchError(
    'invalid_param',
    `invalid target: true (the tile's class is not known: its folder must be called as one of the model's ${model.classCount} classes)`,
  )
}

/** Predicts first: that loads the model, so that what explaining takes can be told from loading. */
async function prepare(
  session: Session,
  flags: ExplainFlags,
  { dataset, model, place }: { dataset: Dataset; model: Model; place: TilePlace },
): Promise<Subject> {
  const ids = { datasetId: dataset.id, modelId: model.id }
  const { ids: sampleIds, names } = await session.call('samples.table', ids)
  const sampleId = sampleIds[typeof place.sample === 'number' ? place.sample : names.indexOf(place.sample)]
  if (sampleId === undefined) {
    throw new WorkbenchError(
      'invalid_param',
      `invalid index: ${flags.index} (must be in 0 .. ${sampleIds.length - 1})`,
    )
  }
  const request = { ...ids, sampleIds: [sampleId], ...backendOf(flags) }
  await session.finish(await session.call('predictions.start', request))
  const sample = await session.call('samples.get', { sampleId, modelId: model.id })
  if (sample.problem !== null) {
    throw new WorkbenchError('file_corrupt', `unusable sample: ${sample.name} (${sample.problem})`)
  }
  return { sample, model, prediction: sample.prediction }
}

async function writeFiles(
  session: Session,
  flags: ExplainFlags,
  map: StoredMap,
  model: Model,
): Promise<void> {
  if (flags.out !== undefined) writeOutput(flags.out, writeNpy(map.shape, map.values))
  const { overlay: path, colormap } = flags
  if (path !== undefined) await writeOverlay(session, { map, model, colormap, path })
}

function report(
  { sample, model, prediction }: Subject,
  map: StoredMap,
  flags: ExplainFlags,
): Record<string, unknown> {
  const { method, params, output, seed, shape, diagnostics, backend } = map
  const { minimum, maximum, sum } = diagnostics
  return {
    sample: { name: sample.name, label: sample.label, sha256: sample.sha256 },
    model: { name: model.name, sha256: model.sha256 },
    method,
    params,
    target: named(model, map.targetClass),
    versus: map.versus === null ? null : named(model, map.versus),
    output,
    seed,
    prediction: prediction && { ...named(model, prediction.predicted), probability: prediction.confidence },
    probabilities: prediction?.probabilities ?? null,
    logits: prediction?.logits ?? null,
    map: { id: map.id, shape, min: minimum, max: maximum, mean: sum / map.values.length },
    diagnostics,
    runId: map.runId,
    backend,
    out: flags.out ?? null,
    overlay: flags.overlay ?? null,
  }
}

function describe({ sample, model, prediction }: Subject, map: StoredMap, explainMs: number): string[] {
  const { minimum, maximum, degenerate } = map.diagnostics
  const versus = map.versus === null ? '' : ` and not ${model.classNames[map.versus]}`
  return [
    `${sample.name}: ${prediction === null ? 'not predicted' : `${model.classNames[prediction.predicted]} (${prediction.confidence.toFixed(4)})`}`,
    `${map.method} for ${model.classNames[map.targetClass]}${versus}, ${map.output}: [${map.shape.join(', ')}] from ${minimum.toPrecision(4)} to ${maximum.toPrecision(4)}, ${explainMs.toFixed(0)} ms, ${map.backend}`,
    ...diagnosticLines(map.diagnostics),
    ...(degenerate === null ? [] : [`the map says nothing: ${degenerate}`]),
  ]
}

function named(model: Model, index: number): { index: number; name: string | null } {
  return { index, name: model.classNames[index] ?? null }
}

function backendOf({ backend }: ExplainFlags): { backend?: BackendChoice } {
  return backend === undefined ? {} : { backend }
}
