import { describe, expect, it } from 'vitest'
import { parameterSummary } from '../../../renderer/components/parameter-summary.ts'

const fields = [
  { name: 'layers', title: 'Layers', description: '', control: { kind: 'layers' as const }, default: [] },
  { name: 'fusion', title: 'Fusion', description: '', control: { kind: 'text' as const }, default: 'otsu' },
]
const output = 'logit'

describe('parameterSummary', () => {
  it('says that nothing was changed', () => {
    const values = { layers: [], fusion: 'otsu' }
    expect(parameterSummary({ output, fields, values, background: null })).toBe('logit, defaults')
  })

  it('names what was changed, and the background that was chosen', () => {
    const values = { layers: ['conv_1', 'conv_2'], fusion: 'simple' }
    const background = { name: 'stroma', count: 20, seed: 0, classes: [1] }
    expect(parameterSummary({ output, fields, values, background })).toBe(
      'logit, Layers conv_1 + conv_2, Fusion simple, background stroma',
    )
  })
})
