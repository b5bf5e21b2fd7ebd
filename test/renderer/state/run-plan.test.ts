import { expect, it } from 'vitest'
import { QuestionState } from '../../../renderer/state/question.svelte.ts'
import { RunPlan } from '../../../renderer/state/run-plan.svelte.ts'
import type { TilesState } from '../../../renderer/state/tiles.svelte.ts'
import { method } from '../views/run-fixture.ts'

const METHODS = [
  method('sise', 'sise'),
  method('lime', 'lime', { outputs: ['probability'] }),
  method('random', 'control'),
  method('deep-shap', 'shap', { needs: ['background'] }),
]
const tiles = {
  table: { ids: Int32Array.of(7, 8, 9) },
  shownIds: () => [9, 7],
  selectedIds: () => [8],
} as unknown as TilesState

function planOf(): RunPlan {
  const first = new QuestionState()
  first.chooseMethod(METHODS[0]!)
  return new RunPlan(tiles, first)
}

it('a plan covers all samples, the first of them, what the filter shows, or the selection', () => {
  const plan = planOf()
  plan.limit = 2
  const covered = (['all', 'first', 'filter', 'selection'] as const).map((scope) => {
    plan.scope = scope
    return plan.sampleIds
  })
  expect(covered).toEqual([[7, 8, 9], [7, 8], [9, 7], [8]])
})

it('methods of a plan share target, seed and output; who cannot give the output gives its own default', () => {
  const plan = planOf()
  plan.add(METHODS)
  plan.first.output = 'logit'
  plan.first.seed = 5
  plan.first.target = { kind: 'true' }
  expect(plan.toQuestions(METHODS)).toMatchObject([
    { method: 'sise', output: 'logit', seed: 5, target: { kind: 'true' } },
    { method: 'lime', output: null, seed: 5, target: { kind: 'true' } },
  ])
  expect(plan.withoutOutput(METHODS)).toEqual(['LIME'])
})

it('a method is added that is not planned yet and is no control, and can be removed', () => {
  const plan = planOf()
  plan.add(METHODS)
  plan.add(METHODS)
  expect(plan.questions.map(({ methodId }) => methodId)).toEqual(['sise', 'lime', 'deep-shap'])
  plan.remove(plan.questions[1]!)
  expect(plan.questions.map(({ methodId }) => methodId)).toEqual(['sise', 'deep-shap'])
})

it('a question carries its background only where the method compares with one', () => {
  const question = new QuestionState()
  question.background = { count: 20, seed: 1, classes: [2], name: 'stroma' }
  question.chooseMethod(METHODS[0]!)
  expect(question.toQuestion()?.background).toBeNull()
  question.chooseMethod(METHODS[3]!)
  expect(question.toQuestion()?.background).toEqual({ count: 20, seed: 1, classes: [2], name: 'stroma' })
})
