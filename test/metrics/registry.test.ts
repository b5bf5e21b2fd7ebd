import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { metricById, metrics } from '../../main/metrics/registry.ts'
import { createRng } from '../../main/kernels/rng.ts'
import { sessionOfGraph } from '../helpers/session.ts'
import { contextOfSession } from './metric-context.ts'
import { oneConvModel } from './one-conv-model.ts'
import { reference } from './reference.ts'

const session = sessionOfGraph(oneConvModel())
const signals = sessionOfGraph(oneConvModel([1, 24, 2]), session.backend)
const sample = Float32Array.from(reference.model.sample)
const map = Float32Array.from(reference.model.map)

describe('the registry of metrics', () => {
  it('has different ids, of metrics and of figures', () => {
    const ids = metrics.map(({ id }) => id)
    const figures = metrics.flatMap((metric) => metric.figures.map(({ id }) => id))
    expect(new Set(ids).size).toBe(ids.length)
    expect(new Set(figures).size).toBe(figures.length)
    expect(() => metricById('nope')).toThrow('unknown metric: nope (must be one of drop-increase,')
  })

  for (const metric of metrics) {
    describe(metric.id, () => {
      const params = metric.params.parse({})
      const evidence = Uint8Array.from(map, (value) => (value > 5 ? 1 : 0))
      const context = (given: { sample?: Float32Array; map?: Float32Array; seed?: number } = {}) =>
        contextOfSession(session, {
          sample,
          map,
          params,
          evidence,
          explain: async () => map.toReversed(),
          ...given,
        })

      it('says what it is, and every parameter has title, description, default and bounds', () => {
        expect(metric.formula.length).toBeGreaterThan(20)
        expect(metric.citation).toMatch(/https:\/\//)
        const schema: unknown = z.toJSONSchema(metric.params, { io: 'input' })
        const { properties } = z
          .object({ properties: z.record(z.string(), z.record(z.string(), z.unknown())) })
          .parse(schema)
        for (const property of Object.values(properties)) {
          expect(property).toMatchObject({ title: expect.any(String), description: expect.any(String) })
          expect(property).toHaveProperty('default')
          const { type, minimum, exclusiveMinimum, maximum, exclusiveMaximum } = property
          const low = minimum ?? exclusiveMinimum
          const high = maximum ?? exclusiveMaximum
          const bounded =
            'enum' in property || type === 'boolean' || (low !== undefined && high !== undefined)
          expect(bounded).toBe(true)
        }
      })

      it('gives exactly its figures, finite, the same twice, and changes neither sample nor map', async () => {
        const before = { sample: sample.slice(), map: map.slice() }
        const first = await metric.measure(await context())
        expect(Object.keys(first.values)).toEqual(metric.figures.map(({ id }) => id))
        for (const value of Object.values(first.values)) expect(value).toSatisfy(Number.isFinite)
        expect(first.undefinedReason ?? null).toBeNull()
        expect(await metric.measure(await context())).toEqual(first)
        expect({ sample, map }).toEqual(before)
      })

      it('gives no NaN for a map of zeros or of NaN, and calls it degenerate', async () => {
        for (const value of [0, NaN]) {
          const { values, degenerate } = await metric.measure(
            await context({ map: new Float32Array(map.length).fill(value) }),
          )
          expect(degenerate).toEqual(expect.any(String))
          for (const figure of Object.values(values))
            expect(figure === null || Number.isFinite(figure)).toBe(true)
        }
      })

      it('scores signals', async () => {
        const [, length, channels] = signals.model.inputShape
        const rng = createRng(4)
        const context = await contextOfSession(signals, {
          sample: Float32Array.from({ length: length * channels }, () => rng.uniform()),
          map: Float32Array.from({ length }, () => rng.normal()),
          params,
          evidence: Uint8Array.from({ length }, (_, place) => (place < 4 ? 1 : 0)),
          explain: async () => Float32Array.from({ length }, () => rng.normal()),
        })
        const { values } = await metric.measure(context)
        for (const value of Object.values(values)) expect(value).toSatisfy(Number.isFinite)
      })

      it('does not depend on the size of a chunk', async () => {
        const small = sessionOfGraph(oneConvModel(), session.backend, 0.001)
        const plain = await metric.measure(await context())
        const chunked = await metric.measure(
          await contextOfSession(small, {
            sample,
            map,
            params,
            evidence,
            explain: async () => map.toReversed(),
          }),
        )
        for (const [id, value] of Object.entries(plain.values))
          expect(chunked.values[id]).toBeCloseTo(value!, 5)
      })
    })
  }
})
