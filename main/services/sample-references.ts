import type { Engine, SampleReference } from '../engine/protocol.ts'
import type { SampleSource } from '../datasets/sample-source.ts'
import type { SampleRecord } from '../store/samples.ts'
import type { Workspace } from '../store/workspace.ts'

export function toReference(sample: SampleRecord): SampleReference {
  return { id: sample.id, index: sample.ordinal, name: sample.name, label: sample.label }
}

/** References of the given samples of one dataset, in the given order. */
export function referencesOf(
  workspace: Workspace,
  datasetId: number,
  ids: Iterable<number>,
): SampleReference[] {
  const byId = new Map(workspace.samples.list(datasetId).map((sample) => [sample.id, sample]))
  return [...ids].flatMap((id) => {
    const sample = byId.get(id)
    return sample === undefined ? [] : [toReference(sample)]
  })
}

/** Hashes what has none yet, before anything is computed from it: a result must say which bytes it is of. */
export async function ensureHashes(
  engine: Engine,
  workspace: Workspace,
  { source, samples }: { readonly source: SampleSource; readonly samples: readonly SampleReference[] },
  signal: AbortSignal,
): Promise<void> {
  const missing = samples.filter((sample) => workspace.samples.get(sample.id).sha256 === null)
  if (missing.length === 0) return
  const hashes = await engine.call('sample.hashes', { source, samples: missing }, { signal })
  workspace.transaction(() => {
    missing.forEach((sample, index) => {
      const hash = hashes[index]
      if (hash !== null && hash !== undefined) workspace.samples.setHash(sample.id, hash)
    })
  })
}
