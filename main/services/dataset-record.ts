import { z } from 'zod'
import { SampleKind } from '#contract/common.ts'
import type { Dataset } from '#contract/workspace.ts'
import type { SampleSource } from '../datasets/sample-source.ts'
import type { DatasetRecord } from '../store/datasets.ts'
import type { Workspace } from '../store/workspace.ts'

/** The store keeps sources as JSON; a workspace file may have been written by anyone. */
const StoredSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('folder'), path: z.string() }),
  z.object({ kind: z.literal('files'), paths: z.array(z.string()).min(1) }),
  z.object({ kind: z.literal('npz'), path: z.string() }),
  z.object({ kind: z.literal('synthetic'), seed: z.int(), count: z.int() }),
  z.object({ kind: z.literal('mnist1d'), seed: z.int(), split: z.enum(['train', 'test']) }),
])

/** @throws WorkbenchError `unknown_dataset` */
export function getDataset(workspace: Workspace, datasetId: number): Dataset {
  return toDataset(workspace.datasets.get(datasetId))
}

export function sourceOfDataset(workspace: Workspace, datasetId: number): SampleSource {
  return StoredSource.parse(workspace.datasets.get(datasetId).source)
}

export function toDataset(record: DatasetRecord): Dataset {
  const source = StoredSource.parse(record.source)
  return {
    id: record.id,
    name: record.name,
    kind: SampleKind.parse(record.kind),
    location: locationOf(source),
    classNames: [...record.classNames],
    sampleCount: record.sampleCount,
    problemCount: record.problemCount,
    synthetic: isGenerated(source),
  }
}

/** What `--data` takes, so that a run's command line can be repeated. */
function locationOf(source: SampleSource): string {
  if (source.kind === 'synthetic') return 'sample'
  if (source.kind === 'files') return source.paths.join(', ')
  return source.kind === 'mnist1d' ? source.kind : source.path
}

function isGenerated({ kind }: SampleSource): boolean {
  return kind === 'mnist1d' || kind === 'synthetic'
}
