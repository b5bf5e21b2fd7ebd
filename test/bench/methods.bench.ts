import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { Attribution } from '../../main/attribution/method.ts'
import { ModelSession } from '../../main/attribution/model-session.ts'
import { parseParams } from '../../main/attribution/parse-params.ts'
import { findMethod } from '../../main/attribution/registry.ts'
import { openBackend } from '../../main/backends/registry.ts'
import { sizeOf, tensor } from '../../main/graph/tensor.ts'
import { readModel } from '../../main/models/read-model.ts'
import { backgroundOf, contextOf } from '../helpers/session.ts'
import { seededTensor } from './vgg-model.ts'

/**
 * What the methods cost on HMT.h5 beside plain forward passes in the same run, with onnxruntime. A forward pass is one tile of a
 * full chunk; it is measured before and after each method, and the faster counts, which is the stricter comparison.
 */
const SHARED = process.env['EOSIN_SHARED'] ?? new URL('../../../shared', import.meta.url).pathname
const ROUNDS = Number(process.env['EOSIN_BENCH_METHOD_ROUNDS'] ?? 2)
const FORWARDS = 64

interface Target {
  readonly id: string
  readonly params: Record<string, unknown>
  /** Forward passes that the cost is set beside. */
  readonly forwards: (made: Attribution) => number
  readonly limit: number
}

const targets: readonly Target[] = [
  { id: 'sise', params: {}, forwards: ({ evaluations }) => evaluations - 1 + 3, limit: 1.25 },
  { id: 'ada-sise', params: {}, forwards: ({ evaluations }) => evaluations - 1 + 3, limit: 1.25 },
  { id: 'rise', params: { maskCount: 1000 }, forwards: () => 1000, limit: 1.15 },
  { id: 'gradient-shap', params: { sampleCount: 200 }, forwards: () => 200, limit: 2.6 },
  { id: 'integrated-gradients', params: {}, forwards: () => 50, limit: 2.6 },
]

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function benchMethods(): Promise<void> {
  const threads = Number(process.env['EOSIN_BENCH_THREADS'] ?? availableParallelism())
  const { model } = await readModel(`${SHARED}/data/models/HMT.h5`)
  const backend = await openBackend('onnxruntime', { threads })
  const session = new ModelSession(model, backend, { memoryBytes: 512 * 2 ** 20 })
  const sample = seededTensor([...model.inputShape], 5).data.map((value) => Math.min(1, Math.abs(value)))
  const batch = tensor([FORWARDS, ...model.inputShape])
  for (let row = 0; row < FORWARDS; row++) batch.data.set(sample, row * sizeOf(model.inputShape))
  const forward = async () => (await elapsed(() => session.forward(batch))) / FORWARDS
  const background = backgroundOf(session, 20)
  await forward()
  for (const { id, params, forwards, limit } of targets) {
    const method = findMethod(id)
    const context = {
      ...contextOf(session, sample, { output: method.defaultOutput }),
      background,
      params: parseParams(method, params),
    }
    let ratio = Infinity
    let line = ''
    for (let round = 0; round < ROUNDS; round++) {
      const before = await forward()
      let made: Attribution | undefined
      const duration = await elapsed(async () => (made = await method.run(context)))
      const one = Math.min(before, await forward())
      const count = forwards(made!)
      if (duration / (count * one) > ratio) continue
      ratio = duration / (count * one)
      line = `${duration.toFixed(0)} ms, ${ratio.toFixed(2)} x ${count} forwards of ${one.toFixed(2)} ms`
    }
    process.stdout.write(`  ${id}: ${line} (at most ${limit})\n`)
  }
  await session.dispose()
  await backend.dispose()
}

process.stdout.write('methods on HMT.h5, onnxruntime\n')
if (existsSync(`${SHARED}/data/models/HMT.h5`)) await benchMethods()
else process.stdout.write(`  not measured (no ${SHARED})\n`)
