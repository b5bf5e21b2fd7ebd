import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { codeOf, fill, mapValues, putMap } from './fixture.ts'

const folder = temporaryFolder()
const writer = join(import.meta.dirname, 'map-writer.ts')
const KILLS = 12

/** Runs the writer and kills it some time after its first map; gives the samples that it said were safe. */
async function writeAndKill(
  path: string,
  runId: number,
  afterMaps: number,
  delayMs: number,
): Promise<number[]> {
  const child = spawn(process.execPath, [writer, path, String(runId)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  let armed = false
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (text: string) => {
    printed += text
    if (armed || printed.split('\n').length <= afterMaps) return
    armed = true
    setTimeout(() => child.kill('SIGKILL'), delayMs)
  })
  await once(child, 'close')
  return printed.split('\n').slice(0, -1).map(Number)
}

describe('a run that is killed', () => {
  it(`keeps every map it said was safe through ${KILLS} kills, none of them half-written`, async () => {
    const path = join(folder, 'killed.eosin')
    const maker = openWorkspace(path, { create: true })
    const { run, sampleIds } = fill(maker, 5000)
    maker.close()
    const safe = new Set<number>()
    for (let kill = 0; kill < KILLS; kill++) {
      const written = await writeAndKill(path, run.id, 1 + (kill % 5), Math.random() * 40)
      expect(written.filter((sampleId) => safe.has(sampleId))).toEqual([])
      for (const sampleId of written) safe.add(sampleId)
      const workspace = openWorkspace(path)
      expect(workspace.opening.unclean).toBe(true)
      expect(workspace.checkIntegrity()).toMatchObject({ ok: true })
      expect(workspace.runs.get(run.id).state).toBe('paused')
      const stored = new Set(workspace.runs.samples.done(run.id))
      expect([...safe].filter((sampleId) => !stored.has(sampleId))).toEqual([])
      // At most the one map that was committed but not yet announced, per kill.
      expect(stored.size - safe.size).toBeLessThanOrEqual(1)
      for (const sampleId of stored) safe.add(sampleId)
      workspace.close()
    }
    const workspace = openWorkspace(path)
    for (const map of workspace.maps.read(run.id)) expect(map.values).toEqual(mapValues(map.sampleId, 20_000))
    expect(workspace.runs.pendingSamples(run.id)).toHaveLength(sampleIds.length - safe.size)
    workspace.close()
  }, 180_000)
})

describe('a full disk', () => {
  it('is store_full; what was written stays, and writing goes on when there is space', () => {
    const path = join(folder, 'full.eosin')
    const workspace = openWorkspace(path, { create: true })
    const { run, sampleIds } = fill(workspace, 200)
    const limit = Math.ceil(workspace.counts().sizeBytes / 4096) + 40
    const noise = (sampleId: number) => putMap(workspace, run.id, sampleId, 4000)
    workspace.limitPages(limit)
    const written: number[] = []
    const code = codeOf(() => {
      for (const sampleId of sampleIds) {
        noise(sampleId)
        written.push(sampleId)
      }
    })
    expect(code).toBe('store_full')
    expect(written.length).toBeGreaterThan(3)
    expect([...workspace.runs.samples.done(run.id)]).toEqual(written)
    expect(workspace.checkIntegrity().ok).toBe(true)
    workspace.limitPages(null)
    noise(sampleIds[written.length]!)
    expect(workspace.runs.samples.progress(run.id).done).toBe(written.length + 1)
    workspace.close()
    const database = new Database(path)
    expect(database.pragma('integrity_check', { simple: true })).toBe('ok')
    database.close()
  })

  it('a bulk import that does not fit leaves no sample behind', () => {
    const workspace = openWorkspace(join(folder, 'bulk.eosin'), { create: true })
    const { datasetId } = fill(workspace, 10)
    workspace.limitPages(Math.ceil(workspace.counts().sizeBytes / 4096) + 5)
    const many = Array.from({ length: 5000 }, (_, index) => ({ name: `more-${index}`, label: null }))
    expect(codeOf(() => workspace.samples.add(datasetId, many, 10))).toBe('store_full')
    expect(workspace.counts().samples).toBe(10)
    workspace.close()
  })
})
