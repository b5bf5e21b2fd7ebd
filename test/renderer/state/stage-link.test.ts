import { describe, expect, it } from 'vitest'
import { formatRoute, parseRoute } from '../../../renderer/state/route.ts'
import {
  displayQuery,
  formatDifference,
  mapsQuery,
  questionQuery,
  readDifference,
  readDisplay,
  readMaps,
  readQuestion,
} from '../../../renderer/state/stage-link.ts'

const throughAddress = (query: Record<string, string | null>) =>
  parseRoute(formatRoute({ screen: 'inspect', sampleId: 12, query }))?.query ?? {}

describe('mapsQuery(shown, focused) and readMaps(query)', () => {
  it('names one map as map=7, several as maps=3,7,9&map=7', () => {
    const query = mapsQuery([{ id: 3 }, { id: 7 }, { id: 9 }], { id: 7 })
    expect(formatRoute({ screen: 'inspect', sampleId: 12, query })).toBe('#/inspect/12?maps=3,7,9&map=7')
    expect(mapsQuery([{ id: 7 }], { id: 7 })).toEqual({ maps: null, map: '7' })
    expect(readMaps(throughAddress(query))).toEqual({ shown: [3, 7, 9], focused: 7 })
  })

  it('takes no id from what is none', () => {
    expect(readMaps({ maps: '3,x,-1,0,2.5,9', map: 'seven' })).toEqual({ shown: [3, 9], focused: null })
    expect(readMaps({})).toEqual({ shown: [], focused: null })
  })
})

describe('formatDifference(difference) and readDifference(query)', () => {
  it('name the two maps and how they are normalised', () => {
    for (const normalisation of ['raw', 'magnitude'] as const) {
      const difference = { a: 3, b: 7, normalisation }
      expect(readDifference(throughAddress({ difference: formatDifference(difference) }))).toEqual(difference)
    }
    expect([formatDifference(null), readDifference({}), readDifference({ difference: '3,3' })]).toEqual([
      null,
      null,
      null,
    ])
  })
})

describe('readQuestion(query)', () => {
  it('reads class against class, and whether to explain at once', () => {
    expect(readQuestion({ target: '3', versus: '5', explain: '1' })).toEqual({
      method: null,
      target: { kind: 'class', index: 3 },
      versus: 5,
      explain: true,
    })
  })

  it('gives back what questionQuery wrote', () => {
    const question = { method: 'grad-cam', target: { kind: 'predicted' }, versus: 0 } as const
    expect(readQuestion(throughAddress(questionQuery(question)))).toEqual({ ...question, explain: false })
  })

  it('is null where nothing is asked, or nothing that is a class', () => {
    expect([readQuestion({ map: '3' }), readQuestion({ target: 'x', versus: '-1' })]).toEqual([null, null])
  })
})

describe('displayQuery(display) and readDisplay(query)', () => {
  it('says nothing of what is usual', () => {
    const usual = {
      scale: 'map',
      fixed: { low: 0, high: 1 },
      highlight: 'off',
      top: 0.1,
      byMagnitude: true,
    } as const
    expect(readDisplay(throughAddress(displayQuery(usual)))).toEqual({})
  })

  it('brings scale, ends, highlight and threshold back', () => {
    const display = {
      scale: 'fixed', fixed: { low: -0.25, high: 1e-3 }, highlight: 'only', top: 0.035, byMagnitude: true,
    } as const // prettier-ignore
    expect(readDisplay(throughAddress(displayQuery(display)))).toEqual(display)
  })

  it('leaves out what makes no sense', () => {
    expect(readDisplay({ scale: 'x', ends: '2,1', highlight: 'y', top: '7' })).toEqual({})
  })
})
