import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OutputKind } from '../../preload/contract/attributions.ts'
import type { Attribution, Explained, Method } from '../../main/attribution/method.ts'
import { ModelSession } from '../../main/attribution/model-session.ts'
import { parseParams } from '../../main/attribution/parse-params.ts'
import { methods as registered } from '../../main/attribution/registry.ts'
import type { Backend } from '../../main/graph/backend.ts'
import { sizeOf } from '../../main/graph/tensor.ts'
import { backendsUnderTest } from '../backends/backends-under-test.ts'
import { contextOf } from '../helpers/session.ts'
import { cancelSignal, spyOn } from './spying-backend.ts'
import { randomSample, tinyModel } from './tiny-models.ts'

/** Small numbers of samples; a method that is not here runs with its defaults. */
const SMALL: Readonly<Record<string, Record<string, unknown>>> = {
  'gradient-shap': { sampleCount: 20 },
  'kernel-shap': { sampleCount: 60, segmentCount: 6, segmentation: 'grid' },
  'partition-shap': { sampleCount: 60 },
  lime: { sampleCount: 60, segmentation: 'slic', segmentCount: 6 },
  rise: { maskCount: 20 },
  'integrated-gradients': { steps: 10 },
  'smooth-grad': { sampleCount: 6 },
  'extremal-perturbation': { iterations: 6, cells: 6 },
}

/** Methods whose values are linear in the explained score: A minus B is the negative of B minus A. */
const LINEAR_IN_SCORE = new Set([
  'gradient-shap',
  'kernel-shap',
  'partition-shap',
  'rise',
  'occlusion',
  'input-x-gradient',
  'integrated-gradients',
])

const methods: readonly Method[] = registered
const models = { tile: tinyModel([16, 14, 3]), signal: tinyModel([1, 24, 2]) }
type Kind = keyof typeof models
const samples = { tile: randomSample(models.tile), signal: randomSample(models.signal) }

interface Asked extends Partial<Explained> {
  readonly params?: Record<string, unknown>
}

const runMethod = (method: Method, session: ModelSession, sample: Float32Array, asked: Asked = {}) => {
  const { params, ...explained } = asked
  return method.run({
    ...contextOf(session, sample, { targetClass: 1, output: method.defaultOutput, ...explained }),
    params: parseParams(method, params ?? SMALL[method.id] ?? {}),
  })
}

const bytesOf = ({ saliencyMap }: Attribution) =>
  Buffer.from(saliencyMap.buffer, saliencyMap.byteOffset, saliencyMap.byteLength)

/** Largest difference of two maps beside the largest magnitude of the first. */
function relativeDifference(a: Float32Array, b: Float32Array): number {
  let [largest, difference] = [0, 0]
  a.forEach((value, index) => {
    largest = Math.max(largest, Math.abs(value))
    difference = Math.max(difference, Math.abs(value - b[index]!))
  })
  return largest === 0 ? difference : difference / largest
}

const backends = new Map<string, Backend>()
const sessionFor = (kind: Kind, megabytes = 64, backend = backends.get('onnxruntime')!) =>
  new ModelSession(models[kind], backend, { memoryBytes: megabytes * 2 ** 20 })

beforeAll(async () => {
  for (const [name, open] of Object.entries(backendsUnderTest)) backends.set(name, await open())
})
afterAll(async () => {
  for (const backend of backends.values()) await backend.dispose()
})

describe('every method is described', () => {
  it('under an id of its own', () => {
    const ids = methods.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([])
  })

  for (const method of methods) {
    it(`${method.id}: source, outputs, parameters that a form can show`, () => {
      expect(method.citation.url).toMatch(/^https:\/\//)
      expect(method.citation.year).toBeGreaterThan(1950)
      expect(method.title.length * method.summary.length).toBeGreaterThan(0)
      expect(method.outputs).toContain(method.defaultOutput)
      const schema = method.params.toJSONSchema({ io: 'input' }) as {
        properties?: Record<string, Record<string, unknown>>
      }
      for (const [name, property] of Object.entries(schema.properties ?? {})) {
        expect({ name, title: typeof property['title'], text: typeof property['description'] }).toEqual({
          name,
          title: 'string',
          text: 'string',
        })
        expect(property, `${name} has a default`).toHaveProperty('default')
        expect(drawable(property), `${name}: ${JSON.stringify(property)}`).toBe(true)
      }
      expect(() => parseParams(method, {})).not.toThrow()
    })
  }
})

/** A number with bounds, a choice, a switch, a name, or a list of such. */
function drawable(property: Record<string, unknown>): boolean {
  const { type } = property
  if (Array.isArray(property['enum']) || type === 'boolean' || type === 'string') return true
  if (type === 'array') return drawable(property['items'] as Record<string, unknown>)
  if (type !== 'number' && type !== 'integer') return false
  const has = (...names: string[]) => names.some((name) => typeof property[name] === 'number')
  return has('minimum', 'exclusiveMinimum') && has('maximum', 'exclusiveMaximum')
}

for (const kind of ['tile', 'signal'] as const) {
  describe(`every method, on a ${kind},`, () => {
    for (const method of methods) {
      it(`${method.id}: gives a finite map, alike on every backend, and leaves the sample alone`, async () => {
        const sample = samples[kind].slice()
        const maps: Float32Array[] = []
        for (const backend of backends.values()) {
          const session = sessionFor(kind, 64, backend)
          const { saliencyMap, shape, evaluations } = await runMethod(method, session, sample)
          const [height, width, channels] = models[kind].inputShape
          expect([
            [height, width],
            [height, width, channels],
          ]).toContainEqual([...shape])
          expect(saliencyMap).toHaveLength(sizeOf(shape))
          expect(saliencyMap.every(Number.isFinite)).toBe(true)
          expect(Number.isInteger(evaluations) && evaluations >= 0).toBe(true)
          maps.push(saliencyMap)
          await session.dispose()
        }
        expect(sample).toEqual(samples[kind])
        for (const map of maps) expect(relativeDifference(maps[0]!, map)).toBeLessThan(2e-3)
      })

      it(`${method.id}: the seed gives the same bytes, the size of a chunk changes nothing`, async () => {
        const [large, small] = [sessionFor(kind), sessionFor(kind, 1e-6)]
        const [first, again, single] = [
          await runMethod(method, large, samples[kind]),
          await runMethod(method, large, samples[kind]),
          await runMethod(method, small, samples[kind]),
        ]
        expect(bytesOf(again).equals(bytesOf(first))).toBe(true)
        expect(relativeDifference(first.saliencyMap, single.saliencyMap)).toBeLessThan(1e-5)
        await Promise.all([large.dispose(), small.dispose()])
      })

      it(`${method.id}: progress never goes back and ends with the total`, async () => {
        const told: [number, number][] = []
        const session = sessionFor(kind, 0.05)
        await method.run({
          ...contextOf(session, samples[kind], { targetClass: 1, output: method.defaultOutput }),
          params: parseParams(method, SMALL[method.id] ?? {}),
          onProgress: (done, total) => told.push([done, total]),
        })
        expect(told.length).toBeGreaterThan(0)
        const shares = told.map(([done, total]) => done / total)
        expect(shares).toEqual(shares.toSorted((a, b) => a - b))
        expect(shares.at(-1)).toBe(1)
        await session.dispose()
      })

      it(`${method.id}: a cancel is heeded within one chunk`, async () => {
        const signal = cancelSignal()
        let runsBefore = 0
        const spy = spyOn(backends.get('onnxruntime')!, (runs) => {
          if (runs !== 1) return
          signal.raise()
          runsBefore = runs + 1
        })
        const session = sessionFor(kind, 1e-6, spy.backend)
        const outcome = await method
          .run({
            ...contextOf(session, samples[kind], { targetClass: 1, output: method.defaultOutput }),
            params: parseParams(method, SMALL[method.id] ?? {}),
            signal,
          })
          .then(
            () => 'finished',
            (error: unknown) => (error instanceof Error ? error.message : 'failed'),
          )
        // With one or two runs in all there is nothing left to cancel.
        if (spy.batches.length > 2 || outcome !== 'finished') expect(outcome).toBe('cancelled')
        expect(spy.batches.length).toBeLessThanOrEqual(Math.max(2, runsBefore + 1))
        await session.dispose()
      })

      it(`${method.id}: explains every output it names, and one class against another`, async () => {
        const session = sessionFor(kind)
        for (const output of method.outputs) {
          const asked: Asked = { output: output satisfies OutputKind, targetClass: 2, versus: 0 }
          const contrast = await runMethod(method, session, samples[kind], asked)
          expect(contrast.saliencyMap.every(Number.isFinite)).toBe(true)
          if (!LINEAR_IN_SCORE.has(method.id)) continue
          const swapped = await runMethod(method, session, samples[kind], {
            ...asked,
            targetClass: 0,
            versus: 2,
          })
          const negative = swapped.saliencyMap.map((value) => -value)
          expect(relativeDifference(contrast.saliencyMap, negative)).toBeLessThan(1e-4)
        }
        await session.dispose()
      })
    }
  })
}
