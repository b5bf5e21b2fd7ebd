import type { Run } from '#contract/attributions.ts'

/** What a map's bytes depend on, as rows of words. The command line is shown on its own. */
export function provenanceRows(
  run: Pick<Run, 'provenance'>,
  sampleSha256: string | null,
): [string, string][] {
  const { application, backend, model, dataset, node, platform } = run.provenance
  const engine = recordOf(backend)
  const network = recordOf(model)
  const rows: readonly (readonly [string, unknown])[] = [
    ['Eosin', recordOf(application)['version']],
    ['Backend', backendText(engine)],
    ['Threads', engine['threads']],
    ['Node', node],
    ['Platform', platform],
    ['Model', network['name']],
    ['Model file', network['location']],
    ['Model SHA-256', network['sha256']],
    ['Tile SHA-256', sampleSha256],
    ['Dataset', recordOf(dataset)['name']],
    ['Preprocessing', preprocessingText(recordOf(network['preprocessing']))],
  ]
  return rows.flatMap(([name, value]): [string, string][] =>
    value === null || value === undefined ? [] : [[name, String(value)]],
  )
}

export function commandLineOf(run: Pick<Run, 'provenance'>): string | null {
  const text = run.provenance['commandLine']
  return typeof text === 'string' ? text : null
}

/** The version names the backend already, as a rule. */
function backendText({ id, version }: Readonly<Record<string, unknown>>): string | null {
  if (typeof id !== 'string') return null
  if (typeof version !== 'string') return id
  return version.startsWith(id) ? version : `${id} ${version}`
}

function preprocessingText(recipe: Readonly<Record<string, unknown>>): string | null {
  const { height, width, filter, scale, channelOrder } = recipe
  if (typeof scale !== 'number') return null
  return `${String(height)} × ${String(width)} px, ${String(filter)}, × ${scale.toPrecision(4)}, ${String(channelOrder)}`
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
