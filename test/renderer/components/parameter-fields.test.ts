import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  defaultParams,
  parameterFields,
  parseParameter,
  ruleOf,
} from '../../../renderer/components/parameter-fields.ts'

const schema = z.toJSONSchema(
  z.object({
    layers: z.array(z.string()).default([]).meta({ title: 'Layers', description: 'From shallow to deep' }),
    threshold: z.number().min(0).max(1).default(0),
    maskCount: z.int().min(1).default(4000),
    fusion: z.enum(['soft-otsu', 'otsu']).default('soft-otsu'),
    absolute: z.boolean().default(false),
    limit: z.int().nullable().default(null),
    grid: z.array(z.int().min(1)).default([7, 7]),
    noise: z.number().gt(0).lt(1).default(0.1),
    layer: z.string().default('').meta({ format: 'layer' }),
    options: z.record(z.string(), z.number()).default({}),
  }),
  { io: 'input' },
)

describe('parameterFields(schema)', () => {
  const fields = parameterFields(schema)
  const controlOf = (name: string) => fields.find((field) => field.name === name)?.control

  it('gives a control for every property, in the order of the schema', () => {
    expect(fields.map(({ name, control }) => [name, control.kind])).toEqual([
      ['layers', 'layers'],
      ['threshold', 'number'],
      ['maskCount', 'number'],
      ['fusion', 'choice'],
      ['absolute', 'switch'],
      ['limit', 'number'],
      ['grid', 'numbers'],
      ['noise', 'number'],
      ['layer', 'layer'],
      ['options', 'text'],
    ])
  })

  it('keeps titles and bounds, and leaves out the bounds of safe integers', () => {
    expect(fields[0]?.title).toBe('Layers')
    expect(controlOf('threshold')).toEqual({ kind: 'number', integer: false, minimum: 0, maximum: 1 })
    expect(controlOf('maskCount')).toEqual({ kind: 'number', integer: true, minimum: 1 })
  })

  it('finds the default of every parameter', () => {
    expect(defaultParams(schema)).toEqual({
      layers: [], threshold: 0, maskCount: 4000, fusion: 'soft-otsu', absolute: false, limit: null, grid: [7, 7],
      noise: 0.1, layer: '', options: {},
    }) // prettier-ignore
  })

  it('parseParameter(field, text) refuses what is out of bounds and takes an empty field as the default', () => {
    const [, threshold, maskCount] = fields
    expect(parseParameter(threshold!, '0.5')).toEqual({ ok: true, value: 0.5 })
    expect(parseParameter(threshold!, '1.5')).toEqual({ ok: false })
    expect(parseParameter(maskCount!, '1.5')).toEqual({ ok: false })
    expect(parseParameter(maskCount!, ' ')).toEqual({ ok: true, value: 4000 })
    expect(parseParameter(fields.at(-1)!, '{"a": 4}')).toEqual({ ok: true, value: { a: 4 } })
    expect(parseParameter(fields.at(-1)!, '{3')).toEqual({ ok: false })
  })

  it('parseParameter(field, text) takes lists with commas, and refuses one item out of bounds', () => {
    const grid = fields[6]!
    expect(parseParameter(grid, '3, 4')).toEqual({ ok: true, value: [3, 4] })
    expect([parseParameter(grid, '3, 0'), parseParameter(grid, '3, a')]).toEqual([
      { ok: false },
      { ok: false },
    ])
    expect(ruleOf(grid)).toBe('Separated by commas, each a whole number from 1.')
  })

  it('parseParameter(field, text) refuses a bound that is open', () => {
    const noise = fields[7]!
    expect([parseParameter(noise, '0'), parseParameter(noise, '1')]).toEqual([{ ok: false }, { ok: false }])
    expect(ruleOf(noise)).toBe('A number above 0 and below 1.')
  })
})
