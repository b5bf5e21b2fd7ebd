import type { Run } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Score } from '#contract/evaluation.ts'
import { table, type ConsoleOutput } from './console-output.ts'
import type { Session } from './session.ts'

export interface CompareFlags {
  readonly workspace: string
  readonly run: readonly number[]
}

/** Scores of two runs side by side, for every metric that both have with the same parameters. */
export async function compareCommand(
  session: Session,
  flags: CompareFlags,
  output: ConsoleOutput,
): Promise<undefined> {
  const [a, b] = flags.run
  if (a === undefined || b === undefined || flags.run.length !== 2) {
    throw new WorkbenchError(
      'invalid_input',
      `invalid runs: ${flags.run.join(', ')} (must be two: --run A --run B)`,
    )
  }
  await session.openWorkspace(flags.workspace, { create: false })
  const runs = [await session.call('runs.get', { runId: a }), await session.call('runs.get', { runId: b })]
  const scoresOfB = await session.call('scores.list', { runId: b })
  const metrics = (await session.call('scores.list', { runId: a })).flatMap((score) => {
    const other = scoresOfB.find((candidate) => keyOf(candidate) === keyOf(score))
    return other === undefined
      ? []
      : [{ metric: score.metric, params: score.params, figures: sideBySide(score, other) }]
  })
  if (metrics.length === 0)
    output.note('no metric is scored with the same parameters for both: use eosin score first')
  output.result({ runs: runs.map(summarize), metrics }, [
    ...runs.map(
      (run) => `run ${run.id}: ${run.method} ${JSON.stringify(run.params)}, ${run.done} maps, ${run.backend}`,
    ),
    ...metrics.flatMap(({ metric, params, figures }) => [
      '',
      `${metric} ${JSON.stringify(params)}`,
      ...table([
        ['figure', `run ${a}`, `run ${b}`, 'difference'],
        ...Object.entries(figures).map(([id, figure]) => [id, figure.a, figure.b, figure.difference]),
      ]),
    ]),
  ])
}

function sideBySide(a: Score, b: Score): Record<string, { a: number; b: number; difference: number }> {
  return Object.fromEntries(
    Object.entries(a.figures).flatMap(([id, { value }]) => {
      const other = b.figures[id]?.value
      return other === undefined ? [] : [[id, { a: value, b: other, difference: other - value }]]
    }),
  )
}

function summarize({ id, method, params, target, versus, output, seed, done, failed, backend }: Run): object {
  return { id, method, params, target, versus, output, seed, done, failed, backend }
}

function keyOf({ metric, params }: Score): string {
  return JSON.stringify([metric, Object.entries(params).sort(([a], [b]) => (a < b ? -1 : 1))])
}
