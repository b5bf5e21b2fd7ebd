import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { makeHome, removeHome, runCli, SIGNAL_MODEL, type CliResult } from './run-cli.ts'

const home = makeHome()
const workspace = join(home, 'w.eosin')
const cli = (...words: string[]): Promise<CliResult> => runCli(words, home)
const at = ['--workspace', workspace]
const run = ['run', ...at, '--model', SIGNAL_MODEL, '--data', 'mnist1d', '--limit', '8']

afterAll(() => removeHome(home))

describe('eosin run with several methods', () => {
  it('runs the others where one is refused, tells it in a row, and fails', async () => {
    const methods = ['--method', 'sise', '--method', 'cam', '--method', 'ada-sise']
    const { code, json } = await cli(...run, ...methods, '--json')
    expect(json).toMatchObject({
      runs: [
        { method: 'sise', runId: 1, state: 'done', done: 8, error: null },
        { method: 'cam', runId: null, state: 'refused', error: { code: 'capability_missing' } },
        { method: 'ada-sise', runId: 2, state: 'done', done: 8 },
      ],
    })
    expect(code).toBe(1)
  })
})

describe('eosin score --controls and compare', () => {
  it('scores random and edge beside the run', async () => {
    const { code, json } = await cli('score', ...at, '--run', '1', '--controls', '--json')
    expect(code).toBe(0)
    expect(json).toMatchObject({
      runId: 1,
      sampleCount: 8,
      controls: [
        { method: 'random', runId: 3, sampleCount: 8, figures: { averageDrop: { count: 8 } } },
        { method: 'edge', runId: 4, sampleCount: 8 },
      ],
    })
    const words = await cli('score', ...at, '--run', '1', '--controls')
    expect(words.stdout).toMatch(/figure +sise \(run 1\) +random \(run 3\) +edge \(run 4\)/)
  })

  it('compares runs with interval, test and n', async () => {
    await cli('score', ...at, '--run', '2', '--json')
    const runs = ['--run', '1', '--run', '2', '--run', '3']
    const { code, json } = await cli('compare', ...at, ...runs, '--json')
    expect(code).toBe(0)
    expect(json).toMatchObject({
      runs: [{ id: 1 }, { id: 2 }, { id: 3 }],
      differing: [{ name: 'method', values: ['sise', 'ada-sise', 'random'] }, {}, {}, {}],
      sharedSamples: 8,
      metrics: [
        {
          metric: 'drop-increase',
          figures: {
            averageDrop: { perRun: [{ count: 8 }, {}, {}], paired: [{ runId: 2, n: 8 }, { runId: 3 }] },
          },
        },
      ],
      missing: [],
    })
    const { stdout } = await cli('compare', ...at, ...runs)
    expect(stdout).toMatch(/figure +run 1 +run 2 +run 3 +2 - 1 +95 % interval +Wilcoxon p +n +3 - 1/)
    const alone = await cli('compare', ...at, '--run', '1', '--json')
    expect([alone.code, alone.json]).toMatchObject([2, { error: { code: 'invalid_input' } }])
  })
})

describe('eosin maps import', () => {
  it('keeps a file over two runs as two runs, and the same again as the same', async () => {
    const file = join(home, 'maps.npy')
    await cli('maps', 'export', file, ...at, '--run', '1', '--json')
    const ids: unknown[] = []
    for (const template of ['1', '2', '1'])
      ids.push((await cli('maps', 'import', file, ...at, '--run', template, '--json')).json['runId'])
    expect(ids).toEqual([5, 6, 5])
    const opened = openWorkspace(workspace, { readonly: true })
    expect([opened.maps.count(5), opened.maps.count(6)]).toEqual([8, 8])
    expect(opened.runs.events.list(5).map(({ kind }) => kind)).toEqual(['imported', 'imported'])
    opened.close()
  })
})
