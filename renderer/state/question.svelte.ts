import type { BackgroundSpec, MethodSummary, OutputKind, Question, Target } from '#contract/attributions.ts'
import { defaultParams } from '../components/parameter-fields.ts'

/** What the person is about to ask of a method: kept while tiles change, so that one question goes over many. */
export class QuestionState {
  #methodId = $state<string | null>(null)
  #params = $state.raw<Readonly<Record<string, unknown>>>({})
  #needsBackground = $state(false)
  #modelId: number | null = null
  /** Samples that a method compares with; null: the default set of the model's kind. */
  background = $state.raw<BackgroundSpec | null>(null)
  target = $state.raw<Target>({ kind: 'predicted' })
  /** "Why the target and not this class"; null: why the target. */
  versus = $state<number | null>(null)
  output = $state<OutputKind | null>(null)
  seed = $state(0)

  get methodId(): string | null {
    return this.#methodId
  }
  get params(): Readonly<Record<string, unknown>> {
    return this.#params
  }

  get needsBackground(): boolean {
    return this.#needsBackground
  }

  chooseMethod(method: MethodSummary): void {
    if (method.id === this.#methodId) return
    this.#methodId = method.id
    this.#needsBackground = method.needs.includes('background')
    this.#params = defaultParams(method.params)
    this.output = null
  }

  setParam(name: string, value: unknown): void {
    this.#params = { ...this.#params, [name]: value }
  }

  /** Takes over the question of a stored map, so that it can be asked again with one thing changed. */
  takeFrom(method: MethodSummary, params: Readonly<Record<string, unknown>>): void {
    this.#methodId = method.id
    this.#needsBackground = method.needs.includes('background')
    this.#params = { ...defaultParams(method.params), ...params }
  }

  /** Layers and classes are another model's once the model changes. */
  askOf(modelId: number): void {
    const before = this.#modelId
    this.#modelId = modelId
    if (before === null || before === modelId) return
    for (const name of ['layers', 'layer']) if (name in this.#params) this.setParam(name, undefined)
    if (this.target.kind === 'class') this.target = { kind: 'predicted' }
    this.versus = null
  }

  toQuestion(): Question | null {
    if (this.#methodId === null) return null
    const params = Object.fromEntries(Object.entries(this.#params).filter(([, value]) => value !== undefined))
    const { target, versus, output, seed } = this
    const background = this.#needsBackground ? this.background : null
    return { method: this.#methodId, params, target, versus, output, seed, background }
  }
}
