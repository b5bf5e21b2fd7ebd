import type { MapIndex, Question, Run } from '#contract/attributions.ts'
import { costOf } from './map-index.ts'

/** What one method over the chosen samples will take; null where no map of the method was ever measured. */
export interface MethodEstimate {
  readonly method: string
  readonly maps: number
  readonly evaluations: number | null
  readonly durationMs: number | null
  /** Run whose maps were measured, and whether they answered the same question. */
  readonly basis: { readonly runId: number; readonly same: boolean; readonly maps: number } | null
}

export interface EstimateRequest {
  readonly questions: readonly Question[]
  readonly sampleIds: readonly number[]
  readonly modelId: number
  readonly runs: readonly Run[]
  /** null: not read yet. */
  readonly indexOf: (runId: number) => MapIndex | null
}

/** The run to measure a question by: the same question before the same parameters before the same method, then the one with the most maps. */
export function basisOf(question: Question, modelId: number, runs: readonly Run[]): Run | null {
  const candidates = runs.filter(
    (run) => run.method === question.method && run.modelId === modelId && run.done > 0,
  )
  const rank = (run: Run) =>
    (sameQuestion(run, question) ? 2e9 : sameParams(run, question) ? 1e9 : 0) + run.done
  return candidates.toSorted((a, b) => rank(b) - rank(a))[0] ?? null
}

/** Maps that the very same question has stored are not made again. */
export function estimateOf({
  questions,
  sampleIds,
  modelId,
  runs,
  indexOf,
}: EstimateRequest): MethodEstimate[] {
  return questions.map((question) => {
    const run = basisOf(question, modelId, runs)
    const index = run === null ? null : indexOf(run.id)
    const cost = index === null ? null : costOf(index)
    const stored =
      run !== null && index !== null && sameQuestion(run, question) ? new Set(index.sampleIds) : null
    const maps = stored === null ? sampleIds.length : sampleIds.filter((id) => !stored.has(id)).length
    return {
      method: question.method,
      maps,
      evaluations: cost === null ? null : maps * cost.evaluations,
      durationMs: cost === null ? null : maps * cost.durationMs,
      basis:
        run === null || cost === null
          ? null
          : { runId: run.id, same: sameParams(run, question), maps: cost.maps },
    }
  })
}

/** The sum over the methods; null where one of them is not known. */
export function totalOf(
  estimates: readonly MethodEstimate[],
  key: 'evaluations' | 'durationMs',
): number | null {
  return estimates.reduce<number | null>((sum, estimate) => {
    const value = estimate[key]
    return sum === null || value === null ? null : sum + value
  }, 0)
}

/** A run stores every parameter, defaults filled in; a question may leave some out. */
function sameParams(run: Run, question: Question): boolean {
  return Object.entries(question.params ?? {}).every(
    ([name, value]) =>
      isDefaultList(value) || JSON.stringify(run.params[name] ?? null) === JSON.stringify(value ?? null),
  )
}

/** No layers named: the model's default ones, which the run names. */
function isDefaultList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0
}

function sameQuestion(run: Run, question: Question): boolean {
  return (
    sameParams(run, question) &&
    JSON.stringify(run.target) === JSON.stringify(question.target) &&
    run.versus === (question.versus ?? null) &&
    run.seed === (question.seed ?? 0) &&
    (question.output == null || run.output === question.output) &&
    JSON.stringify(run.background ?? null) === JSON.stringify(question.background ?? run.background ?? null)
  )
}
