import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { WorkbenchError } from '#contract/errors.ts'
import type { SampleSource, SourceListing } from '../datasets/sample-source.ts'
import type { NewSample } from '../store/samples.ts'
import type { Workspace } from '../store/workspace.ts'
import { labelLooseFiles, nameModelsFrom } from './class-names.ts'
import type { NamedSource } from './dataset-source.ts'
import type { JobControl, JobResult } from './job-registry.ts'
import type { ServiceContext } from './service-context.ts'

const VANISHED = 'no longer there'
/** Looked at together, between two reports of progress. */
const BATCH = 256

type ImportResult = JobResult & { readonly datasetId: number }

/**
 * Lists the source and keeps what it found, in one transaction. Added again, it is refreshed: new samples come in, changed
 * ones lose their predictions' validity, vanished ones are flagged and keep their maps.
 */
export async function importSource(
  context: ServiceContext,
  { name, source }: NamedSource,
  control: JobControl,
): Promise<ImportResult> {
  const workspace = context.workspace.require()
  const listing = await context.engine.call('source.list', { source }, { signal: control.signal })
  if (listing.samples.length === 0) throw emptySource(source, listing)
  const samples = await withFileFacts(source, listing, control)
  control.signal.throwIfAborted()
  const datasetId = workspace.transaction(() => {
    const id = findOrAdd(workspace, name, source, listing)
    flagVanished(workspace, id, samples)
    workspace.samples.add(id, samples)
    nameModelsFrom(workspace, listing.kind, listing.classNames)
    labelLooseFiles(workspace)
    return id
  })
  context.emit('workspace.changed', { what: 'datasets', datasetId })
  return { datasetId, failures: listing.problems.length }
}

function findOrAdd(workspace: Workspace, name: string, source: SampleSource, listing: SourceListing): number {
  const { kind, classNames } = listing
  const known = workspace.datasets.findBySource(source)
  if (known === undefined) return workspace.datasets.add({ name, kind, source, classNames }).id
  workspace.datasets.setClassNames(known.id, classNames)
  return known.id
}

/** What was left out is listed too, after the rest, so that it can be shown; it is never computed. */
async function withFileFacts(
  source: SampleSource,
  { samples, problems }: SourceListing,
  { progress, signal }: JobControl,
): Promise<NewSample[]> {
  const found: NewSample[] = []
  for (let start = 0; start < samples.length; start += BATCH) {
    signal.throwIfAborted()
    const batch = samples.slice(start, start + BATCH)
    const facts = batch.map((sample, index) => withFacts(fileOf(source, sample, start + index), sample))
    found.push(...(await Promise.all(facts)))
    progress(found.length, samples.length)
  }
  const names = new Set(samples.map((sample) => sample.name))
  const left = problems
    .filter((problem) => !names.has(problem.name))
    .map(({ name, reason }) => ({ name, label: null, problem: reason }))
  return [...found, ...left]
}

/** Where a sample lies that is a file of its own; null where it is none. */
function fileOf(source: SampleSource, { name }: NewSample, index: number): string | null {
  if (source.kind === 'folder') return join(source.path, ...name.split('/'))
  return source.kind === 'files' ? (source.paths[index] ?? null) : null
}

/** Size and time tell a later refresh which files have changed. */
async function withFacts(file: string | null, sample: NewSample): Promise<NewSample> {
  if (file === null) return sample
  try {
    const { size, mtimeMs } = await stat(file)
    return { ...sample, sizeBytes: size, mtimeMs }
  } catch (thrown) {
    return { ...sample, problem: `unreadable: ${thrown instanceof Error ? thrown.message : String(thrown)}` }
  }
}

function flagVanished(workspace: Workspace, datasetId: number, samples: readonly NewSample[]): void {
  const present = new Set(samples.map((sample) => sample.name))
  for (const { id, name } of workspace.samples.list(datasetId)) {
    if (!present.has(name)) workspace.samples.setProblem(id, VANISHED)
  }
}

function emptySource(source: SampleSource, { problems }: SourceListing): WorkbenchError {
  const place = 'path' in source ? source.path : source.kind
  const [first] = problems
  const hint = first === undefined ? '' : `; ${first.name}: ${first.reason}`
  return new WorkbenchError(
    'file_unsupported',
    `no samples: ${place} (must hold TIFF, PNG, JPEG, WebP or BMP pictures, also in one sub-folder per class${hint})`,
    { details: { path: place, problems: problems.length } },
  )
}
