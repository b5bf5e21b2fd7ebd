import type { StoredMap } from '#contract/attributions.ts'
import type { ClassTemplate } from '#contract/class-templates.ts'
import type { Activations, Planes, SiseLayer, SiseSteps } from '#contract/inspection.ts'
import type { ChangedSample, ProbeCurves, RandomBand, RegionAnswer } from '#contract/probing.ts'
import type { TrustReport } from '#contract/trust.ts'
import { fakeMap, fakePicture, fakeSignal } from './fake-samples.ts'

const SIDE = 28

/** The same bump, a little further to the right from plane to plane. */
function planes(count: number): Planes {
  const one = fakeMap([SIDE, SIDE], false)
  const values = new Float32Array(count * one.length)
  for (let index = 0; index < count; index++) {
    for (let at = 0; at < one.length; at++) {
      values[index * one.length + at] = one[(at + index) % one.length]!
    }
  }
  return { height: SIDE, width: SIDE, reduction: 4, values }
}

const figures = (count: number) => ({
  minimum: new Float32Array(count),
  maximum: new Float32Array(count).fill(1),
  mean: new Float32Array(count).fill(0.4),
  meanGradient: Float32Array.from({ length: count }, (_, index) => 0.02 / (index + 1)),
})

export function activations(layer: string, offset: number, limit: number): Activations {
  const total = 64
  const count = Math.max(0, Math.min(limit, total - offset))
  return {
    layer, shape: [112, 112, total], targetClass: 0, output: 'logit', score: 9.1, layerMinimum: 0, layerMaximum: 1,
    total, offset, indices: Int32Array.from({ length: count }, (_, index) => offset + index),
    planes: planes(count), ...figures(count),
  } // prettier-ignore
}

export function siseSteps(mapId: number, offset: number, limit: number): SiseSteps {
  const reduced = { minimum: 0, maximum: 1, plane: planes(1) }
  const layer = (name: string, isFirst: boolean): SiseLayer => ({
    name, shape: [112, 112, 64], mapCount: 64, keptCount: 26, gradientThreshold: 0.004,
    masks: {
      ...figures(limit), offset, indices: Int32Array.from({ length: limit }, (_, index) => offset + index),
      scores: Float32Array.from({ length: limit }, (_, index) => 0.98 - 0.01 * index), planes: planes(limit),
    },
    visualization: reduced, otsuThreshold: 0.41, gate: isFirst ? null : reduced, fused: reduced, degenerate: null,
  }) // prettier-ignore
  return {
    mapId, method: 'sise', fusion: 'soft-otsu', output: 'probability', targetClass: 0, score: 0.9961,
    layers: [layer('conv2d_1', true), layer('conv2d_3', false)], storedDifference: 2e-7,
  } // prettier-ignore
}

export function trustReport(mapId: number): TrustReport {
  const row = { note: 'of the map alone', classIndex: null, meaning: 'What the number says.', rule: 'at least 0.5', source: 'Adebayo 2018' } // prettier-ignore
  return {
    mapId,
    rows: [
      { ...row, id: 'kept-confidence', title: 'Top 15 % kept', verdict: 'pass', value: 0.94, figure: '0.940', check: 'kept-confidence' },
      { ...row, id: 'runner-up', title: 'Differs from the runner-up', verdict: 'warn', value: 0.81, figure: '0.810', classIndex: 1, check: 'runner-up' },
      { ...row, id: 'randomised-model', title: 'Follows the model', verdict: 'unchecked', value: null, figure: null, check: 'randomised-model' },
    ],
    checks: [
      { id: 'kept-confidence', title: 'Top 15 % kept', done: true, estimatedMs: 60 },
      { id: 'runner-up', title: 'Differs from the runner-up', done: true, estimatedMs: 900 },
      { id: 'randomised-model', title: 'Follows the model', done: false, estimatedMs: 1800 },
    ],
  } // prettier-ignore
}

export function probeCurves(map: StoredMap, classCount: number, steps: number): ProbeCurves {
  const order = Int32Array.from(map.values.keys()).sort((a, b) => map.values[b]! - map.values[a]!)
  /** The first class by `first`, the others share the rest. */
  const curve = (first: (share: number) => number) =>
    Float32Array.from({ length: (steps + 1) * classCount }, (_, at) => {
      const probability = first(Math.floor(at / classCount) / steps)
      return at % classCount === 0 ? probability : (1 - probability) / (classCount - 1)
    })
  const band = (first: (share: number) => number): RandomBand => {
    const at = (change: number) =>
      Float32Array.from({ length: steps + 1 }, (_, step) =>
        Math.min(1, Math.max(0, first(step / steps) + change)),
      )
    return { mean: at(0), low: at(-0.1), high: at(0.1), area: { mean: 0.5, low: 0.42, high: 0.58 } }
  }
  return {
    steps, classCount, targetClass: 0, versus: null, order,
    deletion: curve((share) => Math.exp(-9 * share)), insertion: curve((share) => 1 - Math.exp(-9 * share)),
    areas: { deletion: 0.111, insertion: 0.889 },
    random: { orders: 5, deletion: band((share) => 1 - share), insertion: band((share) => share) },
  } // prettier-ignore
}

export function filled(kind: 'tile' | 'signal'): ChangedSample {
  return kind === 'tile'
    ? { picture: fakePicture(7, 7, 224), values: null }
    : { picture: null, values: new Float32Array(40) }
}

export function region(
  sampleId: number,
  kind: 'tile' | 'signal',
  probabilities: readonly number[],
): RegionAnswer {
  const changed = kind === 'tile' ? fakePicture(sampleId, 1, 224) : null
  const even = probabilities.map((value) => 0.5 * value + 0.5 / probabilities.length)
  return {
    picture: changed,
    values: changed === null ? fakeSignal(sampleId, 1).values : null,
    before: Float32Array.from(probabilities),
    after: Float32Array.from(even),
    coveredFraction: 0.08,
  }
}

export function classTemplates(classCount: number): ClassTemplate[] {
  return fakeSignal(1, classCount).templates.map(({ label, y }) => ({
    classIndex: label,
    mean: Float32Array.from(y),
    deviation: new Float32Array(y.length),
    count: 0,
    source: 'template',
  }))
}
