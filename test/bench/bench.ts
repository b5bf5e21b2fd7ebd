import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { listBackends, openBackend } from '../../main/backends/registry.ts'
import type { Backend, Executable } from '../../main/graph/backend.ts'
import { gradientGraph } from '../../main/graph/gradient.ts'
import type { Graph } from '../../main/graph/graph.ts'
import type { Tensor } from '../../main/graph/tensor.ts'
import { readModel } from '../../main/models/read-model.ts'
import { MATRIX_SIZE, matrixProduct, operations, PRODUCT_OPERATIONS } from './operations.ts'
import { seededTensor, vggModel } from './vgg-model.ts'

/**
 * Speed of the backends on HMT.h5 (or a network of its architecture) at 224 x 224, against a matrix product through the same
 * library in the same run. What is compared is measured in turns, and the fastest of the rounds counts: on a machine that
 * others use too, the slow ones say more of the others.
 */
const ROUNDS = Number(process.env['EOSIN_BENCH_ROUNDS'] ?? 15)
const BATCHES = [1, 4, 16]

interface Subject {
  readonly graph: Graph
  readonly input: string
  readonly logits: string
  readonly name: string
}

async function subjectModel(): Promise<Subject> {
  const shared = process.env['EOSIN_SHARED'] ?? new URL('../../../shared', import.meta.url).pathname
  const path = `${shared}/data/models/HMT.h5`
  if (existsSync(path)) {
    const { model } = await readModel(path)
    return { graph: model.graph, input: model.input, logits: model.logits, name: 'HMT.h5' }
  }
  const graph = vggModel()
  return { graph, input: 'image', logits: graph.outputs[0]!, name: 'a network of the architecture of HMT.h5' }
}

interface Effort {
  readonly rounds: number
  readonly batches: readonly number[]
}

/** wasm takes seconds for what the others do in milliseconds. */
const EFFORT: Effort = { rounds: ROUNDS, batches: BATCHES }
const LITTLE_EFFORT: Effort = { rounds: 2, batches: [1] }

interface Task {
  readonly name: string
  readonly run: () => Promise<unknown>
  readonly samples: number
  /** Times per round: as many samples of a short batch as of a long one. */
  readonly repeats: number
}

/** Fastest milliseconds per sample of each task, all tasks in turn in every round. */
async function measure(tasks: readonly Task[], rounds: number): Promise<Map<string, number>> {
  const fastest = new Map<string, number>()
  for (let round = 0; round <= rounds; round++) {
    for (const { name, run, samples, repeats } of tasks) {
      for (let repeat = 0; repeat < repeats; repeat++) {
        const start = performance.now()
        await run()
        const duration = (performance.now() - start) / samples
        // The first round only warms up.
        if (round > 0) fastest.set(name, Math.min(fastest.get(name) ?? Infinity, duration))
      }
    }
  }
  return fastest
}

function batchTasks(
  name: string,
  executable: Executable,
  feeds: (batch: number) => Record<string, Tensor>,
  batches: readonly number[],
) {
  return batches.map((samples): Task => {
    const batch = feeds(samples)
    return {
      name: `${name} ${samples}`,
      run: () => executable.run(batch),
      samples,
      repeats: Math.max(...batches) / samples,
    }
  })
}

async function benchBackend(backend: Backend, subject: Subject, { rounds, batches }: Effort): Promise<void> {
  const { graph, input, logits } = subject
  const inputShape = graph.inputs[0]!.shape
  const image = (batch: number) => ({ [input]: seededTensor([batch, ...inputShape.slice(1)], 5) })
  const classes = graph.nodes.find(({ id }) => id === logits)?.shape[1] ?? 1
  const gradient = gradientGraph(graph, {
    of: logits,
    upstream: seededTensor([1, classes], 9),
    withRespectTo: [input],
    keep: graph.outputs,
  })
  const a = seededTensor([MATRIX_SIZE, MATRIX_SIZE], 1)
  const product = await backend.prepare(matrixProduct())
  const times = await measure(
    [
      { name: 'product', run: () => product.run({ a, b: a }), samples: 1, repeats: 1 },
      ...batchTasks('forward', await backend.prepare(graph), image, batches),
      ...batchTasks('gradient', await backend.prepare(gradient), image, batches),
    ],
    rounds,
  )
  const productRate = PRODUCT_OPERATIONS / times.get('product')! / 1e6
  print(`${backend.version}: MatMul ${MATRIX_SIZE} ${productRate.toFixed(0)} GFLOP/s`)
  for (const batch of batches) {
    const forward = times.get(`forward ${batch}`)!
    const both = times.get(`gradient ${batch}`)!
    const rate = (of: Graph, duration: number) => operations(of) / duration / 1e6
    const beside = (of: Graph, duration: number) =>
      `${rate(of, duration).toFixed(0)} GFLOP/s, ${(rate(of, duration) / productRate).toFixed(2)} x MatMul`
    print(
      `  batch ${String(batch).padStart(2)}: forward ${forward.toFixed(2)} ms per tile, ${beside(graph, forward)}; ` +
        `gradient + forward ${both.toFixed(2)} ms, ${(both / forward).toFixed(2)} forwards, ${beside(gradient, both)}`,
    )
  }
  await backend.dispose()
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

const threads = Number(process.env['EOSIN_BENCH_THREADS'] ?? availableParallelism())
const subject = await subjectModel()
print(`${subject.name}, ${(operations(subject.graph) / 1e9).toFixed(2)} GFLOP per tile, ${threads} threads`)
/** All that load, or those named: `EOSIN_BENCH_BACKENDS=onnxruntime`. */
const wanted = process.env['EOSIN_BENCH_BACKENDS']?.split(',')

for (const { id, available, reason } of await listBackends({ threads })) {
  if (wanted?.includes(id) === false) continue
  if (!available) {
    print(`${id}: not measured (${reason})`)
    continue
  }
  await benchBackend(await openBackend(id, { threads }), subject, id === 'wasm' ? LITTLE_EFFORT : EFFORT)
  print(`  peak memory of the process so far ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB`)
}

await import('./methods.bench.ts')
