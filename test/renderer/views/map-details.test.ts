import { expect, it } from 'vitest'
import { detailRows } from '../../../renderer/views/Inspector/map-details.ts'
import { meaningOf } from '../../../renderer/components/map-meaning.ts'

it('detailRows(details) writes numbers short, lists by their length, and layers by their name', () => {
  const details = {
    standardError: 0.001234567,
    layers: [{ layerName: 'conv2d_3', keptMaps: [1, 2, 3, 4, 5], threshold: 0.41, degenerate: null }],
  }
  expect(detailRows(details)).toEqual([
    ['standard error', '0.001235'],
    ['conv2d_3, kept maps', '5'],
    ['conv2d_3, threshold', '0.41'],
  ])
})

it('meaningOf(map, classNames) says what the map answers', () => {
  const map = { targetClass: 0, versus: 1, params: { layers: ['conv2d_3'] }, output: 'logit' as const }
  expect(meaningOf(map, ['01_TUMOR', '02_STROMA'])).toBe('why Tumor and not Stroma, conv2d_3, logit')
})
