import type { MethodSummary, Question } from '#contract/attributions.ts'
import { QuestionState } from './question.svelte.ts'
import type { TilesState } from './tiles.svelte.ts'

export const SCOPES = ['all', 'first', 'filter', 'selection'] as const
export type Scope = (typeof SCOPES)[number]

/** A run about to be started: over which samples, and by which methods. They share target, output and seed. */
export class RunPlan {
  readonly #tiles: TilesState
  /** The first method's question is the one of the inspector; it holds what all share. */
  readonly first: QuestionState
  #others = $state.raw<readonly QuestionState[]>([])
  scope = $state<Scope>('all')
  limit = $state(50)

  /** Samples that the run covers, in the dataset's order (a filter's in the order on screen). */
  readonly sampleIds = $derived.by(() => {
    const ids = [...(this.#tiles.table?.ids ?? [])]
    if (this.scope === 'first') return ids.slice(0, this.limit)
    if (this.scope === 'filter') return this.#tiles.shownIds()
    return this.scope === 'selection' ? this.#tiles.selectedIds() : ids
  })

  constructor(tiles: TilesState, first: QuestionState) {
    this.#tiles = tiles
    this.first = first
  }

  get questions(): readonly QuestionState[] {
    return [this.first, ...this.#others]
  }

  /** A method that is not in the plan yet, where there is one. */
  add(methods: readonly MethodSummary[]): void {
    const planned = this.questions.map(({ methodId }) => methodId)
    const method =
      methods.find(({ id, family }) => !planned.includes(id) && family !== 'control') ?? methods[0]
    if (method === undefined) return
    const question = new QuestionState()
    question.chooseMethod(method)
    this.#others = [...this.#others, question]
  }

  remove(question: QuestionState): void {
    this.#others = this.#others.filter((other) => other !== question)
  }

  /** What is asked of each method; a method that cannot give the shared output gives its own default. */
  toQuestions(methods: readonly MethodSummary[]): Question[] {
    const { target, versus, seed, output } = this.first
    return this.questions.flatMap((state) => {
      const question = state.toQuestion()
      const offered = methods.find(({ id }) => id === question?.method)?.outputs ?? []
      const given = output !== null && offered.includes(output) ? output : null
      return question === null ? [] : [{ ...question, target, versus, seed, output: given }]
    })
  }

  /** Titles of planned methods that do not give the shared output. */
  withoutOutput(methods: readonly MethodSummary[]): string[] {
    const { output } = this.first
    if (output === null) return []
    return this.questions.flatMap(({ methodId }) => {
      const method = methods.find(({ id }) => id === methodId)
      return method === undefined || method.outputs.includes(output) ? [] : [method.title]
    })
  }
}
