import { expect, it } from 'vitest'
import { closedGates, fuseLayers, otsuFusionThreshold } from '../../main/attribution/sise-fusion.ts'

/** All of it high: Otsu's threshold lies between 0.7 and 0.9, and is raised beyond 1 since few pixels reach 1.5 times it. */
const plateau = Float32Array.from({ length: 200 }, (_, index) => (index < 120 ? 0.7 : index < 195 ? 0.9 : 1))
const open = Float32Array.from({ length: 200 }, (_, index) => (index < 100 ? 0 : 1))

it('names a gate that no value of its map reaches', () => {
  const threshold = 1.2
  const layers = [
    { layerName: 'first', threshold },
    { layerName: 'second', threshold: 0.4 },
    { layerName: 'third', threshold },
  ]
  expect(closedGates(layers, 'otsu')).toBe(
    'the fusion lets nothing through at third (threshold 1.200, its largest value 1): what is left is no evidence; explain one layer, or fuse by simple',
  )
  expect(closedGates(layers, 'soft-otsu')).toContain('hardly anything through at third')
  expect(closedGates(layers, 'simple')).toBeNull()
  expect(closedGates(layers.slice(0, 2), 'otsu')).toBeNull()
  expect(closedGates([], 'otsu')).toBeNull()
})

it('is right about what the fusion makes of such a map', () => {
  for (const [map, isClosed] of [
    [plateau, true],
    [open, false],
  ] as const) {
    const layers = [
      { layerName: 'first', threshold: null },
      { layerName: 'second', threshold: otsuFusionThreshold(map) },
    ]
    expect(closedGates(layers, 'otsu') !== null).toBe(isClosed)
    expect(fuseLayers([open, map], 'otsu')!.every((value) => value === 0)).toBe(isClosed)
  }
})
