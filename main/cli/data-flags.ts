import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CallInput, CallOutput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Model } from '#contract/models.ts'
import type { Dataset } from '#contract/workspace.ts'
import { knownDatasets } from '../datasets/catalogue.ts'
import type { Session } from './session.ts'

const SAMPLE = 'sample'

export interface DataFlags {
  readonly model: string
  readonly data: string
}

/** Wrong paths are told before anything is opened or made. */
export function checkPaths({ model, data }: Partial<DataFlags>): void {
  if (data !== undefined && !isBuiltIn(data) && !isCatalogued(data) && !existsSync(resolve(data))) {
    throw new WorkbenchError(
      'file_unreadable',
      `data missing: ${data} (must be a folder, mnist1d, sample, a fetched data set such as kather-2016, or an .npz)`,
    )
  }
  if (model !== undefined && !existsSync(resolve(model))) {
    throw new WorkbenchError('file_unreadable', `model file missing: ${model} (no such file)`)
  }
}

/** Adds both to the open workspace; the data first, since a model takes its class names from it. */
export async function addData(
  session: Session,
  { model, data }: DataFlags,
): Promise<{ dataset: Dataset; model: Model }> {
  const addModel = () => session.call('models.add', { source: { file: session.handle(model) } })
  const { id } = await addSource(session, data, data === SAMPLE ? await addModel() : null)
  const added = await addModel()
  // Looked up again: the model may tell what class a tile by itself is of.
  const dataset = (await session.call('datasets.list', {})).find((candidate) => candidate.id === id)
  if (dataset === undefined) throw new WorkbenchError('internal', `dataset not added: ${data}`)
  return { dataset, model: added }
}

/** Adds data to the open workspace, or finds it there. The model says which of the samples is meant by `sample`. */
export async function addSource(session: Session, data: string, model: Model | null): Promise<Dataset> {
  const source = data === SAMPLE && model !== null ? sampleFor(model) : sourceOf(session, data)
  const { datasetId } = await session.finish(await session.call('datasets.add', { source }))
  const datasets = await session.call('datasets.list', {})
  const dataset = datasets.find((candidate) => candidate.id === datasetId)
  if (dataset === undefined) throw new WorkbenchError('internal', `dataset not added: ${data}`)
  return dataset
}

export async function problemsOf(
  session: Session,
  dataset: Dataset,
): Promise<CallOutput<'datasets.problems'>> {
  return session.call('datasets.problems', { datasetId: dataset.id })
}

type Source = CallInput<'datasets.add'>['source']

/** The built-in sample workspace has tiles and signals: the model says which of them are meant. */
function sampleFor({ kind }: Model): Source {
  return { builtIn: kind === 'tile' ? 'synthetic-tissue' : 'mnist1d' }
}

function sourceOf(session: Session, data: string): Source {
  if (isCatalogued(data)) return { catalogue: data }
  return isBuiltIn(data) ? { builtIn: 'mnist1d' } : { file: session.handle(data) }
}

function isBuiltIn(data: string): boolean {
  return data === 'mnist1d' || data === SAMPLE
}

/** A folder of that name is `./kather-2016`. */
function isCatalogued(data: string): boolean {
  return knownDatasets.some(({ id }) => id === data)
}
