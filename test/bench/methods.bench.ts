import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { Attribution } from '../../main/attribution/method.ts'
import { ModelSession } from '../../main/attribution/model-session.ts'
import { parseParams } from '../../main/attribution/parse-params.ts'
import { findMethod } from '../../main/attribution/registry.ts'
import { openBackend } from '../../main/backends/registry.ts'
import { sizeOf, tensor } from '../../main/graph/tensor.ts'
import { generateMnist1d, MNIST1D_LENGTH } from '../../main/datasets/mnist1d.ts'
import { readModel } from '../../main/models/read-model.ts'
import { backgroundOf, contextOf, givenBackground } from '../helpers/session.ts'
import { countOperations, MATRIX_SIZE, matrixProduct, PRODUCT_OPERATIONS } from './operations.ts'
import { seededTensor } from './vgg-model.ts'

/**
 * What the methods cost with onnxruntime: on HMT.h5 beside plain forward passes in the same run, on MNIST1D.h5 by the clock.
 * A forward pass is one tile of a full chunk; it is measured before and after each method, and the faster counts, which is the
 * stricter comparison. Rates of floating-point operations stand beside that of a matrix product, measured in turns with them.
 */
const SHARED = process.env['EOSIN_SHARED'] ?? new URL('../../../shared', import.meta.url).pathname
const ROUNDS = Number(process.env['EOSIN_BENCH_METHOD_ROUNDS'] ?? 2)
const THREADS = Number(process.env['EOSIN_BENCH_THREADS'] ?? availableParallelism())
const FORWARDS = 64

interface Target {
  readonly id: string
  readonly params: Record<string, unknown>
  /** Forward passes that the cost is set beside. */
  readonly forwards: (made: Attribution) => number
  readonly limit: number
}

const onTiles: readonly Target[] = [
  { id: 'sise', params: {}, forwards: ({ evaluations }) => evaluations - 1 + 3, limit: 1.25 },
  { id: 'ada-sise', params: {}, forwards: ({ evaluations }) => evaluations - 1 + 3, limit: 1.25 },
  { id: 'rise', params: { maskCount: 1000 }, forwards: () => 1000, limit: 1.15 },
  { id: 'gradient-shap', params: { sampleCount: 200 }, forwards: () => 200, limit: 2.6 },
  { id: 'integrated-gradients', params: {}, forwards: () => 50, limit: 2.6 },
]

const onSignals = [
  { id: 'sise', seconds: 3 },
  { id: 'deep-shap', seconds: 60 },
] as const

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** A model's session whose operations are counted, with the matrix product of the same backend. */
async function openBench(file: string) {
  const { model } = await readModel(`${SHARED}/data/models/${file}`)
  const opened = await openBackend('onnxruntime', { threads: THREADS })
  const counting = countOperations(opened)
  const product = await opened.prepare(matrixProduct())
  const a = seededTensor([MATRIX_SIZE, MATRIX_SIZE], 1)
  return {
    session: new ModelSession(model, counting.backend, { memoryBytes: 512 * 2 ** 20 }),
    take: counting.take,
    productRate: async () => PRODUCT_OPERATIONS / (await elapsed(() => product.run({ a, b: a }))) / 1e6,
    dispose: () => opened.dispose(),
  }
}

type Bench = Awaited<ReturnType<typeof openBench>>

function print(line: string): void {
  process.stdout.write(`  ${line}\n`)
}

const rateText = (rate: number, product: number) =>
  `${rate.toFixed(0)} GFLOP/s, ${(rate / product).toFixed(2)} x MatMul (${product.toFixed(0)})`

async function benchTile(bench: Bench, { id, params, forwards, limit }: Target): Promise<void> {
  const { session } = bench
  const method = findMethod(id)
  const { inputShape } = session.model
  const sample = seededTensor([...inputShape], 5).data.map((value) => Math.min(1, Math.abs(value)))
  const batch = tensor([FORWARDS, ...inputShape])
  for (let row = 0; row < FORWARDS; row++) batch.data.set(sample, row * sizeOf(inputShape))
  const forward = async () => (await elapsed(() => session.forward(batch))) / FORWARDS
  const context = {
    ...contextOf(session, sample, { output: method.defaultOutput }),
    background: backgroundOf(session, 20),
    params: parseParams(method, params),
  }
  let ratio = Infinity
  let line = ''
  for (let round = 0; round < ROUNDS; round++) {
    const product = await bench.productRate()
    const before = await forward()
    bench.take()
    let made: Attribution | undefined
    const duration = await elapsed(async () => (made = await method.run(context)))
    const rate = bench.take() / duration / 1e6
    const one = Math.min(before, await forward())
    const count = forwards(made!)
    if (duration / (count * one) > ratio) continue
    ratio = duration / (count * one)
    const fastest = Math.max(product, await bench.productRate())
    line = `${duration.toFixed(0)} ms, ${ratio.toFixed(2)} x ${count} forwards of ${one.toFixed(2)} ms (at most ${limit}); ${rateText(rate, fastest)}`
  }
  print(`${id}: ${line}`)
}

async function benchSignals(bench: Bench): Promise<void> {
  const { session } = bench
  const { count, signals } = generateMnist1d().test
  const samples = Float32Array.from(signals)
  const background = givenBackground(samples, count)
  for (const { id, seconds } of onSignals) {
    const method = findMethod(id)
    const context = {
      ...contextOf(session, samples, { output: method.defaultOutput }),
      background,
      params: parseParams(method, {}),
    }
    const product = await bench.productRate()
    bench.take()
    const duration = await elapsed(async () => {
      for (let start = 0; start < samples.length; start += MNIST1D_LENGTH)
        await method.run({ ...context, sample: samples.subarray(start, start + MNIST1D_LENGTH) })
    })
    const rate = bench.take() / duration / 1e6
    print(
      `${id}, ${count} signals: ${(duration / 1000).toFixed(1)} s (at most ${seconds}); ${rateText(rate, product)}`,
    )
  }
}

async function benchMethods(): Promise<void> {
  process.stdout.write('methods on HMT.h5, onnxruntime\n')
  const tiles = await openBench('HMT.h5')
  for (const target of onTiles) await benchTile(tiles, target)
  await tiles.dispose()
  process.stdout.write('methods on MNIST1D.h5, onnxruntime; Deep SHAP with all signals as background\n')
  const signals = await openBench('MNIST1D.h5')
  await benchSignals(signals)
  await signals.dispose()
}

if (existsSync(`${SHARED}/data/models/HMT.h5`)) await benchMethods()
else process.stdout.write(`methods not measured (no ${SHARED})\n`)
