import { describe, expect, it } from 'vitest'
import { matchText, wordsOf } from '../../../renderer/state/fuzzy.ts'

const TITLES = ['Go to Settings', 'Go to Start', 'Start a run', 'Explain with Grad-CAM', 'Explain with Grad-CAM++', 'Reset the zoom', 'Explain with Gradient SHAP', 'Compare the last two runs'] // prettier-ignore

function ranked(query: string): string[] {
  return TITLES.flatMap((title) => {
    const match = matchText(wordsOf(query), title)
    return match === null ? [] : [{ title, score: match.score }]
  })
    .toSorted((a, b) => b.score - a.score)
    .map(({ title }) => title)
}

describe('matchText(words, text)', () => {
  it('puts the start of a word before its middle', () => {
    expect(ranked('start')[0]).toBe('Go to Start')
    expect(ranked('set')).toEqual(['Go to Settings', 'Reset the zoom'])
  })

  it('takes words in any order', () => {
    expect(ranked('run start')).toEqual(['Start a run'])
  })

  it('finds a name by its first letters, the shorter name first', () => {
    expect(ranked('gcam').slice(0, 2)).toEqual(['Explain with Grad-CAM', 'Explain with Grad-CAM++'])
  })

  it('does not find letters that are strewn over the text', () => {
    expect(matchText(['aeh'], 'Compare the last two runs of each hexagon')).toBeNull()
  })

  it('tells which letters were taken', () => {
    const text = 'Explain with Grad-CAM'
    const letters = matchText(['gcam'], text)!.letters
    expect(letters.map((at) => text[at]).join('')).toBe('GCAM')
  })

  it('finds nothing where one word of several is missing', () => {
    expect(matchText(wordsOf('start queue'), 'Start a run')).toBeNull()
  })
})
