import { describe, expect, it } from 'vitest'
import { road } from '../../../main/metrics/faithfulness/road.ts'
import { assertCloseTo } from '../../helpers/assert-close.ts'
import { sessionOfGraph } from '../../helpers/session.ts'
import { contextOfSession } from '../metric-context.ts'
import { oneConvModel } from '../one-conv-model.ts'
import { reference } from '../reference.ts'

const contextFor = (given: object, sign = 1) =>
  contextOfSession(sessionOfGraph(oneConvModel()), {
    sample: Float32Array.from(reference.model.sample),
    map: Float32Array.from(reference.model.map, (value) => sign * value),
    params: road.params.parse(given),
  })

describe('road.measure', () => {
  it('gives what SciPy’s solver and PyTorch give without noise', async () => {
    const { values, curves } = await road.measure(await contextFor({ noise: 0 }))
    const { morf, lerf } = reference.road
    assertCloseTo(curves!.y['morf']!.map(Number), morf, { abs: 3e-6 })
    assertCloseTo(curves!.y['lerf']!.map(Number), lerf, { abs: 3e-6 })
    const mean = (list: readonly number[]) => list.reduce((sum, value) => sum + value, 0) / list.length
    expect(values['roadCombined']).toBeCloseTo((mean(lerf) - mean(morf)) / 2, 5)
    expect(values['roadMorf']).toBeCloseTo(mean(morf), 5)
  })

  it('changes sign with the map', async () => {
    const [plain, turned] = [
      await road.measure(await contextFor({ noise: 0 })),
      await road.measure(await contextFor({ noise: 0 }, -1)),
    ]
    expect(turned.values['roadCombined']).toBeCloseTo(-plain.values['roadCombined']!, 12)
  })

  it('draws its noise from the sample’s stream', async () => {
    const first = await road.measure(await contextFor({}))
    expect(await road.measure(await contextFor({}))).toEqual(first)
    expect(first).not.toEqual(await road.measure(await contextFor({ noise: 0 })))
  })

  it('is undefined without a percentile', async () => {
    const { values, undefinedReason } = await road.measure(await contextFor({ first: 60, last: 50 }))
    expect(values).toEqual({ roadCombined: null, roadMorf: null, roadLerf: null })
    expect(undefinedReason).toBe('no percentile from 60 to 50')
  })
})
