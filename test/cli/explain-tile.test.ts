import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import {
  makeHome,
  makeTiles,
  removeHome,
  runCli,
  SIGNAL_MODEL,
  TILE_MODEL,
  type CliResult,
} from './run-cli.ts'

const home = makeHome()
const tiles = join(home, 'tiles')
const tile = join(tiles, 'b', 'tile-1.png')
const cli = (...words: string[]): Promise<CliResult> => runCli(words, home)

function explain(workspace: string, ...words: string[]): Promise<CliResult> {
  const about = ['--model', TILE_MODEL, '--workspace', join(home, workspace)]
  return cli('explain', ...about, '--method', 'sise', ...words, '--json')
}

beforeAll(() => makeTiles(tiles, ['a', 'b', 'c'], 3))
afterAll(() => removeHome(home))

describe('eosin explain --input', () => {
  it('keeps the tile where it lies, and finds its map the next time', async () => {
    const first = await explain('loose.eosin', '--input', tile, '--target', 'true')
    const second = await explain('loose.eosin', '--input', tile, '--target', 'true')
    expect([first.json['stored'], second.json['stored']]).toEqual([false, true])
    expect(second.json).toMatchObject({ runId: first.json['runId'], target: { name: 'b' } })
    const workspace = openWorkspace(join(home, 'loose.eosin'), { readonly: true })
    const datasets = workspace.datasets.list().map(({ source, sampleCount }) => ({ source, sampleCount }))
    workspace.close()
    expect(datasets).toEqual([{ source: { kind: 'files', paths: [tile] }, sampleCount: 1 }])
  })

  it('takes the folder of a lonely tile for its class where the model knows a class of that name', async () => {
    const [model, folder] = [join(home, 'named.h5'), join(home, 'lonely', 'second')]
    copyFileSync(TILE_MODEL, model)
    writeFileSync(`${model}.classes.txt`, 'first\nsecond\nthird\n')
    mkdirSync(folder, { recursive: true })
    copyFileSync(tile, join(folder, 'x.png'))
    const words = ['explain', '--model', model, '--input', join(folder, 'x.png'), '--method', 'sise']
    const { json } = await cli(...words, '--target', 'true', '--json')
    expect(json).toMatchObject({ sample: { name: 'second/x.png', label: 1 }, target: { name: 'second' } })
  })

  it('its command line gives the same map in another workspace', async () => {
    const { json } = await explain('loose.eosin', '--input', tile)
    const { commandLine } = json['provenance'] as { commandLine: string }
    const words = commandLine.split(' ').slice(1)
    const again = join(home, 'again.eosin')
    words[words.indexOf('--workspace') + 1] = again
    expect((await cli(...words, '--json')).json).toMatchObject({ stored: false, runId: 1 })
    const [before, after] = [join(home, 'loose.eosin'), again].map((path) => {
      const workspace = openWorkspace(path, { readonly: true })
      const maps = workspace.runs.list().flatMap(({ id }) => [...workspace.maps.read(id)])
      workspace.close()
      return maps.map(({ targetClass, values }) => [targetClass, values])
    })
    expect(before).toContainEqual(after?.[0])
  })

  it('finds the map that a run over the folder has stored', async () => {
    const at = ['--workspace', join(home, 'run.eosin'), '--model', TILE_MODEL, '--data', tiles]
    await cli('run', ...at, '--method', 'sise', '--json')
    const { json } = await explain('run.eosin', '--input', tile)
    expect(json).toMatchObject({ stored: true, runId: 1, sample: { name: 'b/tile-1.png' } })
  })
})

describe('eosin explain --data --index', () => {
  it('predicts that sample alone', async () => {
    const workspace = join(home, 'one.eosin')
    const words = ['explain', '--workspace', workspace, '--model', SIGNAL_MODEL, '--data', 'mnist1d']
    await cli(...words, '--index', '700', '--method', 'sise')
    const opened = openWorkspace(workspace, { readonly: true })
    const { sampleIds } = opened.predictions.matrix(1, 1)
    const names = [...sampleIds].map((id) => opened.samples.get(id).name)
    opened.close()
    expect(names).toEqual(['test/0700'])
  })
})
