import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { makeHome, removeHome, runCli, SIGNAL_MODEL } from './run-cli.ts'

const TISSUE_MODEL = resolve(import.meta.dirname, '../../resources/models/synthetic-tissue-vgg7.h5')
const PATIENCE_MS = 120_000

describe('--data sample', () => {
  const home = makeHome()
  afterAll(() => removeHome(home))

  it.each([
    ['painted tissue to a model of tiles', TISSUE_MODEL, 'synthetic-000003', 3, [224, 224]],
    ['MNIST-1D to a model of signals', SIGNAL_MODEL, 'test/0003', null, [40]],
  ])(
    'gives %s',
    async (_, model, name, label, shape) => {
      const { code, json, stderr } = await runCli(
        ['explain', '--model', model, '--data', 'sample', '--index', '3', '--method', 'saliency', '--json'],
        home,
      )
      expect([code, stderr.includes('Error')]).toEqual([0, false])
      expect(json).toMatchObject({ sample: { name }, map: { shape } })
      if (label !== null) expect(json).toMatchObject({ sample: { label } })
    },
    PATIENCE_MS,
  )

  it(
    'runs over the first painted tiles',
    async () => {
      const words = ['run', '--workspace', join(home, 'w.eosin'), '--model', TISSUE_MODEL, '--data', 'sample']
      const { code, json } = await runCli([...words, '--method', 'saliency', '--limit', '2', '--json'], home)
      expect(code).toBe(0)
      expect(json).toMatchObject({ state: 'done', done: 2, total: 2 })
    },
    PATIENCE_MS,
  )
})
