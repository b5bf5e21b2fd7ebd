import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import type { Additivity } from '../../main/attribution/additivity.ts'
import type { ModelSession } from '../../main/attribution/model-session.ts'
import { parseParams } from '../../main/attribution/parse-params.ts'
import { findMethod } from '../../main/attribution/registry.ts'
import { defaultPreprocessing } from '../../main/datasets/preprocess.ts'
import { openSource, type OpenedSource } from '../../main/datasets/sample-source.ts'
import { contextOf, sessionOf } from '../helpers/session.ts'
import { describeShared, readShared, sharedPath } from '../helpers/shared.ts'

const reference = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../reference/attribution/study_tiles.json'), 'utf8'),
) as Record<string, { sum: number; promised: number }>

describeShared('on the study’s tile model', () => {
  let session: ModelSession
  let source: OpenedSource
  beforeAll(async () => {
    session = await sessionOf(sharedPath('data/models/HMT.h5'))
    source = await openSource({ kind: 'folder', path: sharedPath('data/hmt/HMT_test') })
  })

  for (const { number, index, targetClass } of [
    { number: '030', index: 30, targetClass: 0 },
    { number: '400', index: 400, targetClass: 6 },
  ]) {
    const run = async (id: string, params: Record<string, unknown>) => {
      const method = findMethod(id)
      const sample = await source.read(index, defaultPreprocessing(224, 224, 3))
      return method.run({
        ...contextOf(session, sample, { targetClass, output: 'logit' }),
        params: parseParams(method, params),
      })
    }

    it(`saliency of tile ${number} is PyTorch's gradient, but where float32 decides ties otherwise`, async () => {
      const { saliencyMap } = await run('saliency', { channels: 'separate' })
      const golden = readShared(`goldens/hmt_${number}_logit_input_gradient.npy`)
      const differences = Float64Array.from(saliencyMap, (value, i) => Math.abs(value - golden[i]!)).sort()
      const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0)
      expect(Math.sqrt(squares(differences) / squares(golden))).toBeLessThan(5e-3)
      const largest = golden.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      expect(differences[Math.floor(0.98 * differences.length)]!).toBeLessThan(1e-4 * largest)
    })

    it(`integrated gradients of tile ${number} sum to what PyTorch's do at the same 50 nodes`, async () => {
      const { details } = await run('integrated-gradients', {})
      const { sum, promised } = details['additivity'] as Additivity
      expect(Math.abs(sum - reference[number]!.sum)).toBeLessThan(1e-3)
      expect(Math.abs(promised - reference[number]!.promised)).toBeLessThan(1e-3)
    }, 120_000)

    it(`FullGrad of tile ${number} sums to the logit`, async () => {
      const { details } = await run('full-grad', {})
      expect((details['additivity'] as Additivity).relative!).toBeLessThan(1e-4)
    })
  }
})
