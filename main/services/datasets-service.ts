import type { ParsedInput } from '#contract/calls.ts'
import type { ClassTemplate } from '#contract/class-templates.ts'
import type { Job } from '#contract/jobs.ts'
import { importSource } from './dataset-import.ts'
import { sourceOfDataset, toDataset } from './dataset-record.ts'
import { builtInSource, sourceOfPath, type BuiltInDataset, type NamedSource } from './dataset-source.ts'
import type { HandlersOf } from './handlers.ts'
import type { JobControl } from './job-registry.ts'
import { toReference } from './sample-references.ts'
import type { ServiceContext } from './service-context.ts'

export function datasetsHandlers(context: ServiceContext): HandlersOf<'datasets'> {
  const { catalogue, files } = context
  return {
    'datasets.catalogue': () => catalogue.list(files),
    'datasets.fetch': async ({ id, file }) => ({
      job: startFetch(context, id, file === undefined ? undefined : files.resolve(file)),
    }),
    'datasets.add': async ({ source }) => ({
      job: startImport(context, await chosenSource(context, source)),
    }),
    'datasets.list': async () => context.workspace.require().datasets.list().map(toDataset),
    'datasets.problems': async ({ datasetId }) => {
      const workspace = context.workspace.require()
      workspace.datasets.get(datasetId)
      return workspace.samples
        .list(datasetId)
        .flatMap(({ name, problem }) => (problem === null ? [] : [{ name, reason: problem }]))
    },
    'datasets.templates': ({ datasetId }) => templatesOf(context, datasetId),
  }
}

async function templatesOf(
  { workspace, engine }: ServiceContext,
  datasetId: number,
): Promise<ClassTemplate[]> {
  const opened = workspace.require()
  const source = sourceOfDataset(opened, datasetId)
  const labelled = opened.samples
    .list(datasetId)
    .filter(({ label, problem }) => label !== null && problem === null)
  return [...(await engine.call('source.templates', { source, samples: labelled.map(toReference) }))]
}

async function chosenSource(
  { files, catalogue }: ServiceContext,
  source: ParsedInput<'datasets.add'>['source'],
): Promise<NamedSource> {
  if ('builtIn' in source) return builtInSource(source.builtIn)
  if ('catalogue' in source) return catalogue.source(source.catalogue)
  return sourceOfPath(files.resolve(source.file))
}

/** Needs no workspace: what is fetched is the person's, for all of them. */
function startFetch({ jobs, catalogue }: ServiceContext, id: string, file: string | undefined): Job {
  const { title, archive, unpackedBytes } = catalogue.find(id)
  return jobs.start({
    kind: 'download',
    title: `Fetching ${title}`,
    unit: 'bytes',
    total: archive.bytes + unpackedBytes,
    lane: 'downloads',
    work: async (control) => {
      await catalogue.fetch(id, { file, control })
      return {}
    },
  })
}

function startImport(context: ServiceContext, named: NamedSource): Job {
  context.workspace.require()
  return context.jobs.start({
    kind: 'import',
    title: `Adding ${named.name}`,
    unit: 'samples',
    lane: 'imports',
    work: (control) => importSource(context, named, control),
  })
}

/** A built-in data set, as a part of other work. */
export async function importBuiltIn(
  context: ServiceContext,
  id: BuiltInDataset,
  { jobId, signal }: JobControl,
): Promise<number> {
  // Its progress is a part of the whole's, which the caller reports.
  const quiet: JobControl = { jobId, signal, progress: () => {} }
  return (await importSource(context, builtInSource(id), quiet)).datasetId
}
