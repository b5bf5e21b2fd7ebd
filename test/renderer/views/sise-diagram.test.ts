import { describe, expect, it } from 'vitest'
import type { SiseLayer } from '../../../preload/contract/inspection.ts'
import { layerTitle, usualLayer } from '../../../renderer/views/Inspector/dock/layer-choice.ts'
import { diagramOf } from '../../../renderer/views/Inspector/dock/sise-diagram.ts'
import { rangeWords, spread } from '../../../renderer/views/Inspector/dock/shown-plane.ts'

const plane = { height: 1, width: 2, reduction: 1, values: Float32Array.of(0, 1) }
const map = { minimum: 0, maximum: 1, plane }
const none = new Float32Array(0)

function layer(name: string, more: Partial<SiseLayer> = {}): SiseLayer {
  return {
    name,
    shape: [1, 2, 8],
    mapCount: 8,
    keptCount: 3,
    gradientThreshold: null,
    masks: {
      offset: 0,
      indices: new Int32Array(0),
      scores: none,
      minimum: none,
      maximum: none,
      mean: none,
      meanGradient: none,
      planes: { ...plane, values: none },
    },
    visualization: map,
    otsuThreshold: 0.25,
    gate: map,
    fused: { ...map, maximum: 1.5 },
    degenerate: null,
    ...more,
  }
}

const first = layer('a', { gate: null, fused: map })
const silent = layer('b', { visualization: null, gate: null, fused: null, degenerate: 'says nothing' })

describe('diagramOf(steps)', () => {
  it('writes out (V1 + V2) x F(V2) = E2, and so on to the final map', () => {
    const diagram = diagramOf({ layers: [first, layer('b'), layer('c')], fusion: 'otsu' })
    expect(diagram.map(({ sign, caption }) => `${sign} ${caption}`.trim())).toEqual([
      'V₁: a',
      '+ V₂: b',
      '× F(V₂): V > 0.25',
      '= E₂',
      '+ V₃: c',
      '× F(V₃): V > 0.25',
      '= E₃ final',
    ])
    expect(diagram.at(-1)?.rows).toContainEqual(['Formula', '(E₂ + V₃) × F(V₃)'])
    expect(diagram[3]?.rows).toContainEqual(['Formula', '(V₁ + V₂) × F(V₂)'])
    expect(diagram.map(({ masksOf }) => masksOf)).toEqual(['a', 'b', null, null, 'c', null, null])
    expect(diagram.at(-1)?.range).toEqual({ low: 0, high: 1.5 })
  })

  it('leaves out a layer that says nothing, and numbers the rest', () => {
    const diagram = diagramOf({ layers: [first, silent, layer('c')], fusion: 'simple' })
    expect(diagram.map(({ caption }) => caption)).toEqual(['V₁: a', 'V₂: c', 'F(V₂): itself', 'E₂ final'])
    expect(diagramOf({ layers: [silent], fusion: 'simple' })).toEqual([])
  })

  it('says of a single layer that its map is the final one', () => {
    const [only, ...others] = diagramOf({ layers: [first], fusion: 'otsu' })
    expect(others).toEqual([])
    expect(only?.rows).toContainEqual(['Is', 'the final map'])
  })
})

describe('the layer choice', () => {
  const of = (name: string, shape: number[]) => ({ name, className: 'Conv', shape, spatial: true })
  it('layerTitle(layer) gives name, kind and shape', () => {
    expect(layerTitle(of('conv', [7, 7, 64]))).toBe('conv · Conv · 7×7×64')
    expect(layerTitle(of('conv', [1, 40, 25]))).toBe('conv · Conv · 40×25')
  })

  it('usualLayer(spatial, defaults) is the deepest default, else the last with positions', () => {
    const layers = [of('a', [9, 9, 2]), of('b', [9, 9, 2]), of('c', [9, 9, 2])]
    expect(usualLayer(layers, ['a', 'b'])).toBe('b')
    expect(usualLayer(layers, [])).toBe('c')
    expect(usualLayer([], ['a'])).toBeNull()
  })
})

describe('a shown plane', () => {
  it('spread(minimum, maximum, signed) is symmetric where values have signs', () => {
    expect(spread(-1, 3, true)).toEqual({ low: -3, high: 3 })
    expect(spread(1, 3, false)).toEqual({ low: 1, high: 3 })
  })

  it('rangeWords(range) writes nothing as 0, and one value once', () => {
    expect(rangeWords({ low: 2.5e-40, high: 1.816 })).toBe('0 to 1.816')
    expect(rangeWords({ low: 0, high: 0 })).toBe('0 everywhere')
    expect(rangeWords({ low: 0.22784, high: 5.9551 }, 3)).toBe('0.228 to 5.96')
  })
})
