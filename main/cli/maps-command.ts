import { existsSync } from 'node:fs'
import { extname, join, resolve } from 'node:path'
import type { MapSummary } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { writeNpy } from '../datasets/npy.ts'
import { writeNpz } from '../datasets/npz.ts'
import type { ConsoleOutput } from './console-output.ts'
import type { Session } from './session.ts'
import { writeOutput } from './write-file.ts'

export interface MapsFlags {
  readonly workspace: string
  readonly run: number
  readonly file: string
}

interface Stack {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** Raw maps of a run as one array, as an archive with targets, or as a file for each sample. */
export async function exportMapsCommand(
  session: Session,
  { workspace, run, file }: MapsFlags,
  output: ConsoleOutput,
): Promise<undefined> {
  await session.openWorkspace(workspace, { create: false })
  const maps = await session.call('maps.list', { runId: run })
  if (maps.length === 0)
    throw new WorkbenchError('invalid_input', `no maps to export: run ${run} (compute some first)`)
  const kind = extname(file).toLowerCase()
  if (kind === '.npy') {
    await refuseGaps(session, run)
    const { shape, data } = await stack(session, maps)
    writeOutput(file, writeNpy(shape, data))
  } else if (kind === '.npz') writeOutput(file, await archive(session, maps, run))
  else await writeFolder(session, maps, file)
  const count = maps.length
  output.result({ runId: run, count, file }, [`${count} maps of run ${run} written to ${file}`])
}

/** Maps computed elsewhere over the samples of a run, kept as a run of their own. */
export async function importMapsCommand(
  session: Session,
  { workspace, run, file }: MapsFlags,
  output: ConsoleOutput,
): Promise<undefined> {
  if (!existsSync(resolve(file)))
    throw new WorkbenchError('file_unreadable', `maps missing: ${file} (no such file)`)
  await session.openWorkspace(workspace, { create: false })
  const imported = await session.call('maps.import', { runId: run, file: session.handle(file) })
  output.result({ runId: imported.id, count: imported.done, template: run, file }, [
    `${imported.done} maps from ${file} are run ${imported.id}`,
  ])
}

/** An .npy says nothing but the order: with maps missing, nobody could tell whose the others are. */
async function refuseGaps(session: Session, runId: number): Promise<void> {
  const { done, total } = await session.call('runs.get', { runId })
  if (done === total) return
  throw new WorkbenchError(
    'invalid_input',
    `run incomplete: ${runId} has ${done} of ${total} maps (finish it, or export to .npz or a folder)`,
  )
}

/** `sample` is the row in the data set's sample table. */
async function archive(session: Session, maps: readonly MapSummary[], runId: number): Promise<Uint8Array> {
  const shape = [maps.length]
  const { datasetId } = await session.call('runs.get', { runId })
  const { ids } = await session.call('samples.table', { datasetId, modelId: null })
  const rows = new Map([...ids].map((id, row) => [id, row]))
  return writeNpz({
    maps: await stack(session, maps),
    sample: { shape, data: Int32Array.from(maps, (map) => rows.get(map.sampleId) ?? -1) },
    target_class: { shape, data: Int32Array.from(maps, (map) => map.targetClass) },
  })
}

async function stack(session: Session, maps: readonly MapSummary[]): Promise<Stack> {
  const shape = maps[0]?.shape ?? []
  const size = shape.reduce((product, length) => product * length, 1)
  const data = new Float32Array(maps.length * size)
  for (const [index, { id }] of maps.entries()) {
    const { values } = await session.call('maps.get', { mapId: id })
    if (values.length !== size) {
      throw new WorkbenchError(
        'shape_mismatch',
        `maps differ in size: ${values.length} and ${size} values (export to a folder)`,
      )
    }
    data.set(values, index * size)
  }
  return { shape: [maps.length, ...shape], data }
}

async function writeFolder(session: Session, maps: readonly MapSummary[], folder: string): Promise<void> {
  for (const { id, sampleId } of maps) {
    const { name } = await session.call('samples.get', { sampleId, modelId: null })
    const { shape, values } = await session.call('maps.get', { mapId: id })
    writeOutput(join(folder, ...`${name}.npy`.split('/')), writeNpy(shape, values))
  }
}
