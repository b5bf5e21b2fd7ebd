import { resolve } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { forkEngine } from '../../main/engine/fork-launcher.ts'
import { startEngine, type EngineState } from '../../main/engine/host.ts'
import type {
  Computing,
  Engine,
  ExplainItem,
  PredictionItem,
  SampleReference,
} from '../../main/engine/protocol.ts'

const entry = resolve(import.meta.dirname, '../../main/engine/entry.ts')
const modelPath = resolve(import.meta.dirname, '../../resources/models/mnist1d-cnn.h5')
const source = { kind: 'mnist1d', seed: 42, split: 'test' } as const
const computing: Computing = { backend: 'onnxruntime', threads: 1, memoryMegabytes: 256 }
const model = { path: modelPath, sha256: null, preprocessing: null }

let engine: Engine | undefined
let states: EngineState[] = []

function start(): Engine {
  states = []
  engine = startEngine({ launch: () => forkEngine(entry), onState: (state) => states.push(state) })
  return engine
}

async function references(running: Engine, count: number): Promise<SampleReference[]> {
  const listing = await running.call('source.list', { source })
  return listing.samples
    .slice(0, count)
    .map(({ name, label }, index) => ({ id: index + 1, index, name, label }))
}

afterEach(async () => {
  await engine?.stop()
})

describe('the engine process', () => {
  it('predicts the sample signals as their labels say, most of the time', async () => {
    const running = start()
    const samples = await references(running, 1000)
    const items: PredictionItem[] = []
    const result = await running.call(
      'predict',
      { model, source, samples, computing },
      { onItem: (item) => items.push(item) },
    )
    expect(result.backend).toMatch(/^onnxruntime/)
    expect(items.flatMap((item) => [...item.ids])).toEqual(samples.map(({ id }) => id))
    const evaluation = await running.call('evaluate', {
      probabilities: Float32Array.from(items.flatMap((item) => [...item.probabilities])),
      labels: Int16Array.from(samples, ({ label }) => label!),
      classNames: Array.from({ length: 10 }, (_, index) => String(index)),
    })
    expect(evaluation.accuracy).toBeGreaterThanOrEqual(0.87)
  })

  it('explains signals one by one and tells of a sample that is not there', async () => {
    const running = start()
    const samples = [
      ...(await references(running, 2)),
      { id: 9, index: 5000, name: 'no such signal', label: 0 },
    ]
    const items: ExplainItem[] = []
    await running.call(
      'explain',
      { model, source, samples, question: { method: 'sise', target: { kind: 'true' } }, computing },
      { onItem: (item) => items.push(item) },
    )
    expect(items.filter((item) => item.kind === 'map').map(({ id, shape }) => [id, shape])).toEqual([
      [1, [40]],
      [2, [40]],
    ])
    expect(items.find((item) => item.kind === 'failure')).toMatchObject({
      failure: { id: 9, error: { code: 'unknown_sample' } },
    })
  })

  it('refuses an unknown method, layer, class and parameter by name', async () => {
    const running = start()
    const samples = await references(running, 1)
    const explain = (question: { method: string; params?: Record<string, unknown>; versus?: number }) =>
      running.call('explain', { model, source, samples, question, computing })
    await expect(explain({ method: 'sice' })).rejects.toThrow(/unknown method: sice \(must be one of/)
    await expect(explain({ method: 'sise', params: { layers: ['x'] } })).rejects.toThrow(/unknown layer: x/)
    await expect(explain({ method: 'sise', params: { mu: 1 } })).rejects.toThrow(/unknown parameter: mu/)
    await expect(explain({ method: 'sise', params: { threshold: 7 } })).rejects.toThrow(
      /invalid threshold: 7/,
    )
    await expect(explain({ method: 'sise', versus: 10 })).rejects.toThrow(/invalid class: 10/)
  })

  it('fails the calls in flight when it is killed, and answers the next', async () => {
    const running = start()
    const samples = await references(running, 1000)
    let explained = 0
    const broken = running.call(
      'explain',
      { model, source, samples, question: { method: 'sise' }, computing },
      {
        onItem: () => {
          explained++
          if (explained === 3) process.kill(running.pid!, 'SIGKILL')
        },
      },
    )
    await expect(broken).rejects.toMatchObject({ code: 'engine_crashed', message: /SIGKILL/ })
    expect(explained).toBeLessThan(1000)
    await expect(running.call('model.inspect', { path: modelPath })).resolves.toMatchObject({
      classCount: 10,
    })
    expect(states).toEqual(['starting', 'ready', 'crashed', 'starting', 'ready'])
  })

  it('stops a cancelled call within a few samples', async () => {
    const running = start()
    const samples = await references(running, 1000)
    const controller = new AbortController()
    let explained = 0
    const cancelled = running.call(
      'explain',
      { model, source, samples, question: { method: 'sise' }, computing },
      {
        signal: controller.signal,
        onItem: () => {
          explained++
          if (explained === 5) controller.abort()
        },
      },
    )
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' })
    expect(explained).toBeLessThan(100)
  })
})
