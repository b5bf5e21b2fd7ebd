import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Backend } from '../../main/graph/backend.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { interpret } from '../helpers/reference-interpreter.ts'
import { opCases } from './op-cases.ts'

/** Between float32 kernels and float64 loops; sums here have at most a few hundred terms of size about 1. */
const TOLERANCE = { abs: 2e-5, rel: 2e-5 }

/** Every op with a variety of attributes against plain loops in float64. */
export function describeOps(name: string, open: () => Promise<Backend>): void {
  describe(`${name} agrees with the reference interpreter`, () => {
    let backend: Backend
    beforeAll(async () => {
      backend = await open()
    })
    afterAll(() => backend.dispose())

    it.each(opCases)('on $name', async ({ graph, feeds }) => {
      const executable = await backend.prepare(graph)
      for (const batch of [1, 3]) {
        const inputs = feeds(batch)
        const actual = Object.values(await executable.run(inputs))[0]!
        const expected = Object.values(interpret(graph, inputs))[0]!
        expect(actual.shape).toEqual(expected.shape)
        assertCloseTo(actual.data, expected.data, TOLERANCE)
      }
      await executable.dispose()
    })
  })
}
