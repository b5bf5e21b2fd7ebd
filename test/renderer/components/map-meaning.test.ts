import { describe, expect, it } from 'vitest'
import { endMeanings, isSigned, meaningOf } from '../../../renderer/components/map-meaning.ts'
import type { Diagnostics, MethodSummary } from '../../../preload/contract/attributions.ts'

const names = ['01_TUMOR', '02_STROMA']
const method = (id: string, signed: boolean): MethodSummary => ({
  id,
  title: id,
  summary: '',
  family: 'gradient',
  citation: { authors: '', title: '', venue: '', year: 2020, url: '' },
  needs: [],
  signed,
  outputs: ['logit'],
  defaultOutput: 'logit',
  params: {},
})
const methods = [method('shap', true), method('cam', false)]
const diagnostics = (minimum: number): Diagnostics => ({
  evaluations: 1,
  sum: 0,
  minimum,
  maximum: 1,
  degenerate: null,
  score: null,
  details: {},
})
const signedMap = (id: string, minimum: number, params = {}) =>
  isSigned({ method: id, params, diagnostics: diagnostics(minimum) }, methods)

describe('isSigned(map, methods)', () => {
  it('follows the method', () => {
    expect([signedMap('shap', 0), signedMap('cam', 0)]).toEqual([true, false])
  })
  it('takes absolute channels for unsigned', () => {
    expect(signedMap('shap', 0, { channels: 'absolute' })).toBe(false)
  })
  it('takes values below zero for signed, whoever made them', () => {
    expect([signedMap('imported', -1), signedMap('cam', -0.2)]).toEqual([true, true])
  })
})

describe('endMeanings(map, signed, classNames)', () => {
  it('names the class that each end speaks for', () => {
    expect(endMeanings({ targetClass: 0, versus: null }, true, names)).toEqual({
      low: 'against Tumor',
      high: 'for Tumor',
    })
    expect(endMeanings({ targetClass: 0, versus: 1 }, true, names)).toEqual({
      low: 'for Stroma',
      high: 'for Tumor',
    })
  })
})

describe('meaningOf(map, classNames)', () => {
  it('says why A and not B, of which output', () => {
    const map = { targetClass: 0, versus: 1, params: { layers: ['a', 'b'] }, output: 'logit' } as const
    expect(meaningOf({ ...map, params: { layers: ['a', 'b'] } }, names)).toBe(
      'why Tumor and not Stroma, a + b, logit',
    )
  })
})
