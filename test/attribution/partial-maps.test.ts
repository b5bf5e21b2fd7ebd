import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PartialMap } from '../../main/attribution/method.ts'
import { ModelSession } from '../../main/attribution/model-session.ts'
import { parseParams } from '../../main/attribution/parse-params.ts'
import { findMethod } from '../../main/attribution/registry.ts'
import { openOnnxruntime } from '../../main/backends/onnxruntime.ts'
import type { Backend } from '../../main/graph/backend.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { contextOf } from '../helpers/session.ts'
import { randomSample, tinyModel } from './tiny-models.ts'

const CONVERGING: Readonly<Record<string, Record<string, unknown>>> = {
  rise: { maskCount: 40 },
  'gradient-shap': { sampleCount: 24 },
  'smooth-grad': { sampleCount: 12 },
  'partition-shap': { sampleCount: 80 },
  occlusion: { windowFraction: 0.5 },
  'extremal-perturbation': { iterations: 6, cells: 6 },
}
/** Methods that tell how far the values may still be off. */
const WITH_ERROR = ['rise', 'gradient-shap', 'smooth-grad']

const model = tinyModel([12, 10, 3])
const sample = randomSample(model)
let backend: Backend
beforeAll(() => {
  backend = openOnnxruntime()
})
afterAll(async () => backend.dispose())

async function run(
  id: string,
  params: Record<string, unknown>,
  partials?: PartialMap[],
  output = findMethod(id).defaultOutput,
) {
  // So little memory that a chunk is one sample: a partial map after each.
  const session = new ModelSession(model, backend, { memoryBytes: 1 })
  const method = findMethod(id)
  const attribution = await method.run({
    ...contextOf(session, sample, { targetClass: 1, output }),
    params: parseParams(method, params),
    onPartial: partials && ((draw) => partials.push(draw())),
  })
  await session.dispose()
  return attribution
}

describe.each(Object.entries(CONVERGING))('partial maps of %s', (id, params) => {
  it('change no byte of the result, and end with it', async () => {
    const partials: PartialMap[] = []
    const alone = await run(id, params)
    const watched = await run(id, params, partials)
    expect(watched).toEqual(alone)
    expect(partials.length).toBeGreaterThan(2)
    const last = partials.at(-1)!
    expect(last.shape).toEqual(alone.shape)
    assertCloseTo(last.saliencyMap, [...alone.saliencyMap], { abs: 1e-6, rel: 1e-5 })
  })

  it('rest on more and more evaluations, each finite', async () => {
    const partials: PartialMap[] = []
    await run(id, params, partials)
    const counts = partials.map(({ evaluations }) => evaluations)
    expect(counts).toEqual([...new Set(counts)].sort((a, b) => a - b))
    for (const { saliencyMap } of partials) expect(saliencyMap.every(Number.isFinite)).toBe(true)
  })

  it(
    WITH_ERROR.includes(id) ? 'tell a standard error from the second on' : 'have no standard error',
    async () => {
      const partials: PartialMap[] = []
      await run(id, params, partials)
      const errors = partials.filter(({ evaluations }) => evaluations > 1).map((each) => each.standardError)
      if (WITH_ERROR.includes(id)) expect(errors.every((error) => error !== null && error >= 0)).toBe(true)
      else expect(new Set(errors)).toEqual(new Set([null]))
    },
  )
})

it('the last standard error of RISE is the one that the map is stored with', async () => {
  const partials: PartialMap[] = []
  const { details } = await run('rise', { maskCount: 40 }, partials)
  expect(partials.at(-1)!.standardError).toBe(details['meanStandardError'])
})

it('the standard error of a partial map of RISE falls about as the square root of the masks', async () => {
  const partials: PartialMap[] = []
  await run('rise', { maskCount: 640 }, partials, 'logit')
  const at = (count: number) =>
    partials.find(({ evaluations }) => evaluations === count)?.standardError ?? Number.NaN
  expect(at(40) / at(640)).toBeGreaterThan(2.8)
  expect(at(40) / at(640)).toBeLessThan(5.6)
})
