import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import type { Workspace } from '../../main/store/workspace.ts'
import { makeHome, removeHome, runCli, SIGNAL_MODEL, startCli } from './run-cli.ts'

const KILLS = 10
const LIMIT = 500
const home = makeHome()
const workspace = join(home, 'w.eosin')
const words = ['run', '--workspace', workspace, '--model', SIGNAL_MODEL, '--data', 'mnist1d']
const command = [...words, '--method', 'sise', '--limit', String(LIMIT), '--json']

afterAll(() => removeHome(home))

/** When each stored map was computed, by sample. */
function storedMaps(): Map<number, number> {
  if (!existsSync(workspace)) return new Map()
  let opened: Workspace
  try {
    opened = openWorkspace(workspace, { readonly: true })
  } catch {
    // Its tables are just being made.
    return new Map()
  }
  try {
    const [run] = opened.runs.list()
    const maps = run === undefined ? [] : opened.maps.list(run.id)
    return new Map(maps.map((map) => [map.sampleId, map.computedAt]))
  } finally {
    opened.close()
  }
}

/** Starts the run and kills it at a random moment after it has stored something new; false when it ended first. */
async function runAndKill(before: number): Promise<boolean> {
  const child = startCli(command, home)
  let ended = false
  const end = new Promise<void>((done) =>
    child.on('close', () => {
      ended = true
      done()
    }),
  )
  while (!ended && storedMaps().size <= before) await new Promise((resolve) => setTimeout(resolve, 20))
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 120))
  const killed = !ended && child.kill('SIGKILL')
  await end
  return killed
}

describe('eosin run', () => {
  it(
    `killed ${KILLS} times at random moments loses no map and computes none twice`,
    { timeout: 300_000 },
    async () => {
      let known = new Map<number, number>()
      let kills = 0
      for (let attempt = 0; attempt < KILLS && known.size < LIMIT; attempt++) {
        if (await runAndKill(known.size)) kills++
        const stored = storedMaps()
        for (const [sampleId, computedAt] of known) expect(stored.get(sampleId)).toBe(computedAt)
        expect(stored.size).toBeGreaterThan(known.size)
        known = stored
      }
      const { code, json } = await runCli(command, home)
      const finished = storedMaps()
      expect(code).toBe(0)
      expect(json).toMatchObject({ state: 'done', done: LIMIT, resumed: known.size, failed: 0 })
      for (const [sampleId, computedAt] of known) expect(finished.get(sampleId)).toBe(computedAt)
      expect(finished.size).toBe(LIMIT)
      expect(kills).toBe(KILLS)
      const opened = openWorkspace(workspace)
      expect(opened.checkIntegrity()).toMatchObject({ ok: true })
      opened.close()
    },
  )
})
