import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { writeNpy } from '../../main/datasets/npy.ts'
import { openWorkspace } from '../../main/store/open-workspace.ts'
import { makeHome, removeHome, runCli, SIGNAL_MODEL, startCli, type CliResult } from './run-cli.ts'

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
    expect(words.stdout).toMatch(
      / +1 +sise +drop-increase +averageDrop +\S+ +\S+ to \S+ +lower +8 +0\n +3 +random .+\n +4 +edge /,
    )
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
    expect(stdout).toMatch(/figure +run 1 +run 2 +run 3 +better +2 - 1 +95 % interval +Wilcoxon p +n +3 - 1/)
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

  it('refuses maps whose samples or whose pixels nobody could tell', async () => {
    const words = ['maps', 'import', ...at, '--run', '1', '--json']
    const few = join(home, 'few.npy')
    writeFileSync(few, writeNpy([5, 40], new Float32Array(200)))
    const small = join(home, 'small.npy')
    writeFileSync(small, writeNpy([8, 7], new Float32Array(56)))
    const refused = [await cli(...words, few), await cli(...words, small)]
    expect(refused.map(({ code, json }) => [code, json])).toMatchObject([
      [
        2,
        { error: { code: 'shape_mismatch', message: expect.stringContaining('has 5 (must be 8') as string } },
      ],
      [
        2,
        {
          error: { code: 'shape_mismatch', message: expect.stringContaining('[7] (must be [40]') as string },
        },
      ],
    ])
    // Signals as Keras has them.
    const column = join(home, 'column.npy')
    writeFileSync(column, writeNpy([8, 40, 1], new Float32Array(320).fill(1)))
    expect((await cli(...words, column)).json).toMatchObject({ count: 8 })
  })
})

describe('what is told', () => {
  it('score gives each figure its name, direction, interval, n and degenerate maps, in one form for one and many', async () => {
    const { json } = await cli('score', ...at, '--run', '1', '--json')
    expect(json).toMatchObject({
      figures: { averageDrop: { title: 'Average drop', better: 'lower', count: 8 } },
      degenerate: 0,
      failures: 0,
      scores: [{ metric: 'drop-increase', averageDrop: json['averageDrop'] }],
    })
    const metrics = ['--metric', 'complexity', '--metric', 'localisation']
    const { stdout } = await cli('score', ...at, '--run', '1', ...metrics)
    expect(stdout).toMatch(/run +method +metric +figure +mean +95 % interval +better +samples +degenerate/)
    expect(stdout).toContain('run 1, localisation: undefined for 8: the sample has no ground-truth mask')
    expect(stdout).toContain('complexity: a = |map|')
  })

  it('compare warns where runs that explain different outputs are measured each on its own', async () => {
    const words = [...run, '--method', 'saliency', '--json']
    const { runId } = (await cli(...words)).json
    const runs = ['--run', '1', '--run', String(runId)]
    await cli('score', ...at, ...runs, '--metric', 'infidelity', '--metric', 'localisation')
    const { stdout } = await cli('compare', ...at, ...runs)
    expect(stdout).toContain('caution: the runs explain different outputs (probability, logit)')
    expect(stdout).toMatch(/localisation \{\}\n +undefined for every sample/)
  })

  it('metrics and methods list every parameter with open and closed bounds', async () => {
    expect((await cli('metrics')).stdout).toContain('gives averageDrop: Average drop (lower is better)')
    const { stdout } = await cli('methods')
    expect(stdout).toContain('keepProbability (number, > 0, < 1, default 0.5)')
    expect(stdout).toContain('areas (list of number, comma separated, > 0, < 1, default [0.05,0.1,0.2,0.4])')
  })

  it('explain tells sum, evaluations, additivity and standard error', async () => {
    const words = ['explain', '--model', SIGNAL_MODEL, '--data', 'mnist1d', '--method', 'gradient-shap']
    const { stdout } = await cli(...words)
    expect(stdout).toMatch(/sum \S+, of a score of \S+; 201 evaluations of the model/)
    expect(stdout).toMatch(/should sum to \S+: residual \S+ \(\S+ of it\)/)
    const { provenance } = (await cli(...words, '--json')).json as { provenance: { commandLine: string } }
    expect(provenance.commandLine).toMatch(/^eosin explain --model \S+ --data mnist1d/)
    expect(stdout).toMatch(/standard error of a value \S+ on average, of the sum \S+/)
  })

  it('a run that could explain no sample says why, and fails', async () => {
    const file = join(home, 'unlabelled.npy')
    writeFileSync(file, writeNpy([3, 40], new Float32Array(120).fill(0.5)))
    const words = [
      'run',
      ...at,
      '--model',
      SIGNAL_MODEL,
      '--data',
      file,
      '--method',
      'sise',
      '--target',
      'true',
    ]
    const { code, stdout } = await cli(...words)
    expect(code).toBe(1)
    expect(stdout).toContain('failed: no label: x/00000 (target is its true class)')
    expect((await cli(...words, '--json')).json).toMatchObject({
      failed: 3,
      failures: [{}, {}, {}],
      runs: [{ method: 'sise', done: 0 }],
    })
  })

  it('a reader who has enough of the result is no failure', async () => {
    const child = startCli(['methods', '--json'], home)
    child.stdout?.destroy()
    let complaints = ''
    child.stderr?.on('data', (part: Buffer) => (complaints += part.toString()))
    const code = await new Promise((done) => child.on('close', done))
    expect([code, complaints]).toEqual([0, ''])
  })
})
