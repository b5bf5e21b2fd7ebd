import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Backend } from '../../main/graph/backend.ts'
import { GraphBuilder } from '../../main/graph/graph-builder.ts'
import type { Graph, Op } from '../../main/graph/graph.ts'
import { tensor, type Tensor } from '../../main/graph/tensor.ts'
import { assertCloseTo } from '../helpers/assert-close.ts'
import { interpret } from '../helpers/reference-interpreter.ts'

interface Stored {
  readonly shape: readonly number[]
  readonly data: readonly number[]
}
interface ReferenceCase {
  readonly name: string
  readonly op: Op
  readonly inputs: readonly Stored[]
  readonly kernel?: Stored
  readonly expected: Stored
}

/** float32 sums of at most 288 products of size up to 4. */
const TOLERANCE = { abs: 1e-4, rel: 1e-5 }

const cases: readonly ReferenceCase[] = JSON.parse(
  readFileSync(new URL('../reference/backends/reference.json', import.meta.url), 'utf8'),
)

function graphOf({ op, inputs, kernel }: ReferenceCase): Graph {
  const builder = new GraphBuilder()
  const ids = inputs.map(({ shape }, index) => builder.input(`x${index}`, [-1, ...shape.slice(1)]))
  const constants = kernel === undefined ? [] : [builder.constant(tensor(kernel.shape, kernel.data))]
  return builder.build([builder.add(op, [...ids, ...constants], 'result')])
}

function feedsOf({ inputs }: ReferenceCase): Record<string, Tensor> {
  return Object.fromEntries(inputs.map(({ shape, data }, index) => [`x${index}`, tensor(shape, data)]))
}

function expectReference({ expected }: ReferenceCase, actual: Tensor | undefined): void {
  expect(actual?.shape).toEqual(expected.shape)
  assertCloseTo(actual!.data, expected.data, TOLERANCE)
}

/** PyTorch's numbers for the windowed ops, resizing and softmax. */
export function describeReference(name: string, open: () => Promise<Backend>): void {
  describe(`${name} has PyTorch's numbers`, () => {
    let backend: Backend
    beforeAll(async () => {
      backend = await open()
    })
    afterAll(() => backend.dispose())

    it.each(cases)('$name', async (given) => {
      const executable = await backend.prepare(graphOf(given))
      expectReference(given, (await executable.run(feedsOf(given)))['result'])
      await executable.dispose()
    })
  })
}

/** The same of the interpreter with which the backends are compared. */
export function describeInterpreter(): void {
  describe("the reference interpreter has PyTorch's numbers", () => {
    it.each(cases)('$name', (given) => {
      expectReference(given, interpret(graphOf(given), feedsOf(given))['result'])
    })
  })
}
