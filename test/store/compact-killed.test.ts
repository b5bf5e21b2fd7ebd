import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { fill, mapValues, putMap } from './fixture.ts'

const KILLS = 6
const SIDE = 5000

it(`a workspace that is killed ${KILLS} times while it is compacted is whole and complete`, async () => {
  const path = join(temporaryFolder(), 'compacted.eosin')
  const maker = openWorkspace(path, { create: true })
  const { run, sampleIds } = fill(maker, 40)
  for (const sampleId of sampleIds) putMap(maker, run.id, sampleId, SIDE)
  maker.close()
  for (let kill = 0; kill < KILLS; kill++) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'compactor.ts'), path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), Math.random() * 30))
    await once(child, 'close')
    const workspace = openWorkspace(path)
    expect(workspace.opening.unclean).toBe(true)
    expect(workspace.checkIntegrity()).toEqual({ ok: true, problems: [], mapsChecked: sampleIds.length })
    for (const map of workspace.maps.read(run.id)) expect(map.values).toEqual(mapValues(map.sampleId, SIDE))
    workspace.close()
  }
}, 60_000)
