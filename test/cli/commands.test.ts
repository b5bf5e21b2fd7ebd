import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { readNpy } from '../../main/datasets/npy.ts'
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
const workspace = join(home, 'made', 'w.eosin')
const cli = (...words: string[]): Promise<CliResult> => runCli(words, home)

beforeAll(async () => {
  await makeTiles(tiles, ['a', 'b', 'c'], 2)
  writeFileSync(join(tiles, 'b', 'broken.png'), 'no picture')
})
afterAll(() => removeHome(home))

describe('eosin evaluate', () => {
  it('--json prints one object with the figures, and names what it left out', async () => {
    const { code, json } = await cli('evaluate', '--model', TILE_MODEL, '--data', tiles, '--json')
    expect(code).toBe(0)
    expect(json).toMatchObject({
      sampleCount: 6,
      leftOut: 1,
      problems: [{ name: 'b/broken.png' }],
      classes: [{ index: 0, name: 'a', support: 2 }, { name: 'b' }, { name: 'c' }],
    })
    expect(Object.keys(json)).toEqual(
      expect.arrayContaining(['accuracy', 'confusion', 'backend', 'durationMs']),
    )
  })

  it('of the sample network on mnist1d is at least 0.87', async () => {
    const { json } = await cli('evaluate', '--model', SIGNAL_MODEL, '--data', 'mnist1d', '--json')
    expect(json['accuracy']).toBeGreaterThanOrEqual(0.87)
  })

  it('without --json prints a table for people', async () => {
    const { stdout } = await cli('evaluate', '--model', TILE_MODEL, '--data', tiles)
    expect(stdout).toMatch(/^accuracy 0\.\d{4} \(\d of 6; 95 % interval/)
  })
})

describe('eosin explain', () => {
  it('--input writes the map and the overlay, and the folders above them', async () => {
    const [out, overlay] = [join(home, 'x/y/map.npy'), join(home, 'z/map.png')]
    const input = join(tiles, 'b', 'tile-1.png')
    const words = ['explain', '--model', TILE_MODEL, '--input', input, '--method', 'sise', '--target', 'true']
    const { code, json } = await cli(...words, '--out', out, '--overlay', overlay, '--json')
    expect(code).toBe(0)
    expect(json).toMatchObject({ target: { index: 1, name: 'b' }, seed: 0, method: 'sise', stored: false })
    const map = readNpy(readFileSync(out), out)
    expect([map.shape, Math.max(...Array.from(map.data, Number))]).toEqual([
      [24, 24],
      (json['map'] as { max: number }).max,
    ])
    expect(readFileSync(overlay).subarray(1, 4).toString()).toBe('PNG')
  })

  it('--input compares a tile with those of its data set, not with itself', async () => {
    const input = join(tiles, 'a', 'tile-0.png')
    const { json } = await cli(
      'explain',
      '--model',
      TILE_MODEL,
      '--input',
      input,
      '--method',
      'deep-shap',
      '--json',
    )
    expect(json).toMatchObject({ diagnostics: { details: { background: { count: 6 } } } })
    expect((json['map'] as { max: number }).max).not.toBe(0)
    const kept = ['explain', '--model', TILE_MODEL, '--input', input, '--method', 'deep-shap', '--json', '--workspace', join(home, 'shap.eosin')] // prettier-ignore
    expect([(await cli(...kept)).json['stored'], (await cli(...kept)).json['stored']]).toEqual([false, true])
    const lone = join(home, 'lone')
    mkdirSync(lone)
    writeFileSync(join(lone, 'tile.png'), readFileSync(input))
    const words = [
      'explain',
      '--model',
      TILE_MODEL,
      '--input',
      join(lone, 'tile.png'),
      '--method',
      'deep-shap',
      '--json',
    ]
    expect(await cli(...words)).toMatchObject({ code: 2, json: { error: { code: 'invalid_param' } } })
    expect((await cli(...words, '--background', tiles)).json).toMatchObject({
      diagnostics: { details: { background: { count: 6 } } },
    })
  })

  it('--input finds the map that a run has stored, and so it does again; --index predicts one sample', async () => {
    const kept = join(home, 'kept.eosin')
    const model = ['--workspace', kept, '--model', TILE_MODEL, '--method', 'sise', '--json']
    const input = join(tiles, 'c', 'tile-1.png')
    const first = await cli('explain', ...model, '--input', input)
    const second = await cli('explain', ...model, '--input', input)
    expect([first.json['stored'], second.json['stored']]).toEqual([false, true])
    await cli('run', ...model, '--data', tiles)
    const ran = await cli('explain', ...model, '--input', join(tiles, 'a', 'tile-0.png'))
    expect(ran.json).toMatchObject({ stored: true })
    const other = join(home, 'one.eosin')
    await cli(
      'explain',
      '--workspace',
      other,
      '--model',
      SIGNAL_MODEL,
      '--data',
      'mnist1d',
      '--index',
      '7',
      '--method',
      'sise',
    )
    const opened = openWorkspace(other, { readonly: true })
    const [dataset] = opened.datasets.list()
    expect(opened.predictions.missing(1, dataset?.id ?? 0)).toHaveLength((dataset?.sampleCount ?? 0) - 1)
    opened.close()
  })

  it('--data mnist1d --index explains a signal', async () => {
    const words = [
      'explain',
      '--model',
      SIGNAL_MODEL,
      '--data',
      'mnist1d',
      '--index',
      '12',
      '--method',
      'sise',
    ]
    const { json } = await cli(...words, '--json')
    expect(json).toMatchObject({ sample: { name: 'test/0012' }, map: { shape: [40] } })
  })

  it('gives the same bytes twice', async () => {
    const words = ['explain', '--model', SIGNAL_MODEL, '--data', 'mnist1d', '--method', 'sise', '--seed', '5']
    const files = [join(home, 'one.npy'), join(home, 'two.npy')]
    for (const file of files) await cli(...words, '--out', file)
    expect(readFileSync(files[0] ?? '')).toEqual(readFileSync(files[1] ?? ''))
  })
})

describe('eosin run, score and compare', () => {
  const run = [
    'run',
    '--workspace',
    workspace,
    '--model',
    SIGNAL_MODEL,
    '--data',
    'mnist1d',
    '--method',
    'sise',
  ]

  it('run stores the maps, and called again finds them all', async () => {
    const first = await cli(...run, '--limit', '6', '--json')
    const second = await cli(...run, '--limit', '6', '--json')
    expect(first.json).toMatchObject({ runId: 1, state: 'done', done: 6, total: 6, resumed: 0, computed: 6 })
    expect(second.json).toMatchObject({ runId: 1, state: 'done', done: 6, resumed: 6, computed: 0 })
  })

  it('run without the limit goes on with the run, and gives JSON of one form for several methods', async () => {
    const place = [
      '--workspace',
      join(home, 'several.eosin'),
      '--model',
      SIGNAL_MODEL,
      '--data',
      'mnist1d',
      '--json',
    ]
    const methods = ['--method', 'grad-cam', '--method', 'occlusion']
    const several = (...words: string[]) => cli('run', ...place, ...methods, ...words)
    const small = await several('--limit', '3')
    const more = await several('--limit', '5')
    expect(small.json).toMatchObject({
      runs: [
        { method: 'grad-cam', runId: 1, computed: 3 },
        { method: 'occlusion', runId: 2 },
      ],
    })
    expect(more.json).toMatchObject({
      runs: [
        { runId: 1, resumed: 3, computed: 2 },
        { runId: 2, computed: 2 },
      ],
    })
    expect([small.code, more.code]).toEqual([0, 0])
    const score = ['score', '--workspace', join(home, 'several.eosin'), '--run', '1', '--run', '2', '--json']
    const { json } = await cli(
      ...score,
      '--metric',
      'drop-increase',
      '--metric',
      'complexity',
      '--set',
      'fraction=0.4',
    )
    expect(json).toMatchObject({
      scores: [
        { runId: 1, metric: 'drop-increase', params: { fraction: 0.4 }, sampleCount: 5 },
        { runId: 1, metric: 'complexity' },
        { runId: 2, metric: 'drop-increase' },
        { runId: 2, metric: 'complexity' },
      ],
    })
  })

  it('run compares with the samples that --background names', async () => {
    const words = ['run', '--workspace', join(home, 'background.eosin'), '--model', SIGNAL_MODEL, '--data', 'mnist1d', '--limit', '1', '--method', 'deep-shap', '--background-count', '4', '--background-class', '3', '--json'] // prettier-ignore
    expect((await cli(...words)).json).toMatchObject({ runId: 1, done: 1 })
    const opened = openWorkspace(join(home, 'background.eosin'), { readonly: true })
    const [map] = opened.maps.list(1)
    expect(opened.runs.get(1).background).toMatchObject({ count: 4, classes: [3] })
    expect(map?.diagnostics).toMatchObject({ details: { background: { count: 4, perClass: { 3: 4 } } } })
    opened.close()
  })

  it('score gives the figures, compare sets two runs side by side', async () => {
    await cli(...run, '--limit', '6', '--output', 'logit', '--json')
    for (const id of ['1', '2']) {
      const { json } = await cli(
        'score',
        '--workspace',
        workspace,
        '--run',
        id,
        '--fraction',
        '0.3',
        '--json',
      )
      expect(json).toMatchObject({ runId: Number(id), sampleCount: 6, params: { fraction: 0.3 } })
      expect(json['averageDrop']).toBeTypeOf('number')
      expect(json['increaseRate']).toBeTypeOf('number')
    }
    const { json } = await cli('compare', '--workspace', workspace, '--run', '1', '--run', '2', '--json')
    expect(json).toMatchObject({ runs: [{ id: 1 }, { id: 2 }], metrics: [{ metric: 'drop-increase' }] })
  })

  it.each(['maps.npy', 'maps.npz', 'maps'])('maps export and import %s keep every value', async (name) => {
    const file = join(home, 'exported', name)
    const at = ['--workspace', workspace, '--run', '1', '--json']
    expect((await cli('maps', 'export', file, ...at)).json).toMatchObject({ runId: 1, count: 6 })
    const { json } = await cli('maps', 'import', file, ...at)
    expect(json).toMatchObject({ count: 6, template: 1 })
    const opened = openWorkspace(workspace, { readonly: true })
    const [before, after] = [1, Number(json['runId'])].map((run) =>
      [...opened.maps.read(run)].map(({ sampleId, targetClass, values }) => [sampleId, targetClass, values]),
    )
    opened.close()
    expect(after).toEqual(before)
  })

  it('doctor checks the workspace', async () => {
    const { code, json } = await cli('doctor', '--workspace', workspace, '--json')
    expect([code, json['ok']]).toEqual([0, true])
  })

  it('methods lists each parameter', async () => {
    expect((await cli('methods')).stdout).toMatch(
      /fusion \(soft-otsu \| otsu \| simple, default "soft-otsu"\)/,
    )
  })
})

describe('bad input', () => {
  const sise = ['--method', 'sise']
  const signal = ['--model', SIGNAL_MODEL, '--data', 'mnist1d']
  it.each([
    [
      'a missing model',
      ['evaluate', '--model', 'none.h5', '--data', 'mnist1d'],
      'file_unreadable',
      'none.h5',
    ],
    [
      'missing data',
      ['evaluate', '--model', SIGNAL_MODEL, '--data', 'nowhere'],
      'file_unreadable',
      'nowhere',
    ],
    [
      'tiles for a signal model',
      ['evaluate', '--model', SIGNAL_MODEL, '--data', 'TILES'],
      'shape_mismatch',
      'signals',
    ],
    ['an unknown method', ['explain', ...signal, '--method', 'sisy'], 'unknown_method', 'did you mean sise?'],
    [
      'an unknown layer',
      ['explain', ...signal, ...sise, '--layers', 'conv1d_9'],
      'invalid_param',
      'unknown layer',
    ],
    ['an unknown class', ['explain', ...signal, ...sise, '--target', 'eleven'], 'invalid_param', 'eleven'],
    [
      'an unknown parameter',
      ['explain', ...signal, ...sise, '--set', 'fusio=otsu'],
      'invalid_param',
      'fusion',
    ],
    [
      'an index out of bounds',
      ['explain', ...signal, ...sise, '--index', '1000'],
      'invalid_param',
      '0 .. 999',
    ],
    [
      'a parameter that none of several methods has',
      ['run', '--workspace', 'never.eosin', ...signal, ...sise, '--method', 'lime', '--set', 'nothing=1'],
      'invalid_param',
      'nothing',
    ],
    [
      'a background for a method that needs none',
      ['explain', ...signal, ...sise, '--background-count', '3'],
      'invalid_param',
      'compares with no samples',
    ],
    [
      'a value out of bounds',
      ['explain', ...signal, ...sise, '--set', 'threshold=2'],
      'invalid_param',
      'threshold',
    ],
    [
      'no number',
      ['explain', ...signal, ...sise, '--set', 'threshold=x'],
      'invalid_param',
      'must be a number',
    ],
    ['a flag too few', ['explain', '--model', SIGNAL_MODEL], 'invalid_input', '--method'],
    [
      'a missing workspace',
      ['score', '--workspace', 'none.eosin', '--run', '1'],
      'file_unreadable',
      'none.eosin',
    ],
    [
      'a file that is no workspace',
      ['score', '--workspace', SIGNAL_MODEL, '--run', '1'],
      'file_unreadable',
      'workspace',
    ],
  ])('%s is told with code, value and rule, and exit 2', async (_, words, code, part) => {
    const result = await cli(...words.map((word) => (word === 'TILES' ? tiles : word)), '--json')
    expect(result.code).toBe(2)
    expect(result.json).toMatchObject({
      error: { code, message: expect.stringContaining(part) as string },
    })
    expect(result.stderr).toContain(part)
  })

  it('leaves nothing half-made behind', async () => {
    const empty = join(home, 'empty')
    mkdirSync(empty)
    const made = join(home, 'not/there/w.eosin')
    const words = ['run', '--workspace', made, '--model', SIGNAL_MODEL, '--data', empty, '--method', 'sise']
    const { code } = await cli(...words)
    expect([code, existsSync(join(home, 'not')), readdirSync(empty)]).toEqual([2, false, []])
  })
})
