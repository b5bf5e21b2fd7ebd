import type { MethodSummary, Run } from '#contract/attributions.ts'
import type { Score } from '#contract/evaluation.ts'

export interface ControlScore {
  readonly run: Run
  readonly title: string
  readonly score: Score
}

/** Scores of the controls that answer the same question by the same metric: the newest of each control method. */
export function controlScores({
  run,
  score,
  runs,
  scores,
  methods,
}: {
  readonly run: Run
  readonly score: Score
  readonly runs: readonly Run[]
  readonly scores: readonly Score[]
  readonly methods: readonly MethodSummary[]
}): ControlScore[] {
  return methods
    .filter(({ id, family }) => family === 'control' && id !== run.method)
    .flatMap(({ id, title }) => {
      const found = runs
        .filter((other) => other.method === id && sameQuestion(other, run))
        .flatMap((other) => {
          const own = scores.find(({ runId, metric, params }) => {
            return runId === other.id && metric === score.metric && sameMembers(params, score.params)
          })
          return own === undefined ? [] : [{ run: other, title, score: own }]
        })
      return found.toSorted((a, b) => b.run.id - a.run.id).slice(0, 1)
    })
}

function sameQuestion(a: Run, b: Run): boolean {
  return (
    a.datasetId === b.datasetId &&
    a.modelId === b.modelId &&
    a.versus === b.versus &&
    JSON.stringify(a.target) === JSON.stringify(b.target)
  )
}

function sameMembers(a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>): boolean {
  const sorted = (members: typeof a) =>
    JSON.stringify(Object.entries(members).toSorted(([one], [other]) => (one < other ? -1 : 1)))
  return sorted(a) === sorted(b)
}
