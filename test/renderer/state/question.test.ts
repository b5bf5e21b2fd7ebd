import { describe, expect, it } from 'vitest'
import { QuestionState } from '../../../renderer/state/question.svelte.ts'

function asked(): QuestionState {
  const question = new QuestionState()
  question.askOf(1)
  question.target = { kind: 'class', index: 3 }
  question.versus = 5
  question.setParam('layers', ['conv_1'])
  question.setParam('samples', 10)
  return question
}

describe('QuestionState', () => {
  it('keeps classes and layers while the model is the same', () => {
    const question = asked()
    question.askOf(1)
    expect([question.target, question.versus]).toEqual([{ kind: 'class', index: 3 }, 5])
    expect(question.params).toEqual({ layers: ['conv_1'], samples: 10 })
  })

  it('forgets classes and layers of another model, and nothing else', () => {
    const question = asked()
    question.askOf(2)
    expect([question.target, question.versus]).toEqual([{ kind: 'predicted' }, null])
    expect(question.params).toEqual({ layers: undefined, samples: 10 })
  })

  it('keeps what a link asked before any model was known', () => {
    const question = new QuestionState()
    question.versus = 2
    question.askOf(7)
    expect(question.versus).toBe(2)
  })
})
