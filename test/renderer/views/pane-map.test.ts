import { describe, expect, it } from 'vitest'
import type { StoredMap } from '#contract/attributions.ts'
import { hasRunRange, paneMap, poolOf, scaleWords } from '../../../renderer/views/Inspector/pane-map.ts'

function mapOf(values: readonly number[], degenerate: string | null = null): StoredMap {
  return {
    id: 1, runId: 1, sampleId: 1, modelId: 1, method: 'grad-cam', params: {}, targetClass: 0, versus: null, output: 'logit',
    seed: 0, shape: [1, values.length], backend: 'wasm', durationMs: 1, computedAt: 1, values: Float32Array.from(values),
    diagnostics: {
      evaluations: 1, sum: 0, minimum: Math.min(...values), maximum: Math.max(...values), degenerate, score: null, details: {},
    },
  } // prettier-ignore
}

describe('paneMap(map, methods)', () => {
  it('says why a map that says nothing is not drawn', () => {
    expect(paneMap(mapOf([0, 0], 'the map is constant'), []).silent).toBe('the map is constant')
    expect(paneMap(mapOf([NaN, NaN]), []).silent).toBe('it has no values')
    expect(paneMap(mapOf([-1, 2]), [])).toMatchObject({
      silent: null,
      signed: true,
      own: { low: -1, high: 2 },
    })
  })

  it('leaves it out of the scale that the others share', () => {
    const panes = [mapOf([0, 1]), mapOf([-100, 100], 'the map is constant'), mapOf([0.5, 4])]
    expect(poolOf(panes.map((map) => paneMap(map, [])))).toEqual({
      range: { low: 0, high: 4 },
      signed: false,
      count: 2,
    })
  })
})

it('hasRunRange(map) is false where the stored range is of channels and the pane shows their sum', () => {
  expect([[224, 224], [224, 224, 1], [224, 224, 3], [40]].map((shape) => hasRunRange({ shape }))).toEqual([
    true,
    true,
    false,
    true,
  ])
})

it('scaleWords(mode, counts) says which scale a bar is on', () => {
  const counts = { runId: 3, runCount: 1496, pooled: 3 }
  expect((['map', 'run', 'shared', 'fixed'] as const).map((mode) => scaleWords(mode, counts))).toEqual([
    'own scale',
    'run 3, n = 1 496',
    'shared by 3',
    'fixed scale',
  ])
})
