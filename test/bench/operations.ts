import type { Backend } from '../../main/graph/backend.ts'
import { GraphBuilder } from '../../main/graph/graph-builder.ts'
import { BATCH, type Graph } from '../../main/graph/graph.ts'
import { sizeOf } from '../../main/graph/tensor.ts'

export const MATRIX_SIZE = 2048

/** Floating-point operations of a product of two square matrices of that size. */
export const PRODUCT_OPERATIONS = 2 * MATRIX_SIZE ** 3

export function matrixProduct(): Graph {
  const builder = new GraphBuilder()
  const a = builder.input('a', [MATRIX_SIZE, MATRIX_SIZE])
  const b = builder.input('b', [MATRIX_SIZE, MATRIX_SIZE])
  return builder.build([builder.add({ type: 'matMul', transposeB: false }, [a, b])])
}

/**
 * Floating-point operations of the convolutions, their gradients and the products of one sample, two a multiply-add; the rest
 * is under 1 %. A convolution's gradient with respect to its input has as many as the convolution.
 */
export function operations(graph: Graph): number {
  const shapes = new Map<string, readonly number[]>([
    ...[...graph.constants].map(([id, { shape }]) => [id, shape] as const),
    ...[...graph.inputs, ...graph.nodes].map(({ id, shape }) => [id, shape] as const),
  ])
  return graph.nodes.reduce((sum, { op, inputs, shape }) => {
    const kernel = shapes.get(inputs[1]!) ?? []
    if (op.type === 'conv2d' || op.type === 'matMul')
      return sum + 2 * sizeOf(shape.slice(1, -1)) * sizeOf(kernel)
    if (op.type !== 'conv2dInputGradient') return sum
    const upstream = shapes.get(inputs[0]!) ?? []
    return sum + 2 * sizeOf(upstream.slice(1, -1)) * sizeOf(kernel)
  }, 0)
}

/** A backend that counts the operations of what runs on it. */
export function countOperations(backend: Backend): { backend: Backend; take(): number } {
  let done = 0
  return {
    backend: {
      id: backend.id,
      version: backend.version,
      dispose: () => backend.dispose(),
      async prepare(graph) {
        const perSample = operations(graph)
        const batched = graph.inputs.find(({ shape }) => shape[0] === BATCH)
        const executable = await backend.prepare(graph)
        return {
          run(feeds) {
            done += perSample * (batched === undefined ? 1 : feeds[batched.id]!.shape[0]!)
            return executable.run(feeds)
          },
          dispose: () => executable.dispose(),
        }
      },
    },
    /** Operations since the last call. */
    take() {
      const taken = done
      done = 0
      return taken
    },
  }
}
