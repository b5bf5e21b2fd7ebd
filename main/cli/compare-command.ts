import type { Run } from '#contract/attributions.ts'
import type { ComparedFigure, RunComparison } from '#contract/comparison.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { table, type ConsoleOutput } from './console-output.ts'
import { directionWord, intervalText } from './figure-text.ts'
import type { Session } from './session.ts'

export interface CompareFlags {
  readonly workspace: string
  readonly run: readonly number[]
}

type Compared = RunComparison['metrics'][number]

/** What differs between runs, and by how much their scores do: every further run against the first. */
export async function compareCommand(
  session: Session,
  flags: CompareFlags,
  output: ConsoleOutput,
): Promise<undefined> {
  const runIds = [...flags.run]
  if (runIds.length < 2 || runIds.length > 6) {
    throw new WorkbenchError(
      'invalid_input',
      `invalid runs: ${runIds.join(', ')} (must be two to six: --run A --run B)`,
    )
  }
  await session.openWorkspace(flags.workspace, { create: false })
  const compared = await session.call('runs.compare', { runIds })
  if (compared.metrics.length === 0)
    output.note('no metric is scored with the same parameters for all: use eosin score first')
  output.result(
    {
      runs: compared.runs.map(summarize),
      differing: compared.differing,
      sharedSamples: compared.sharedSamples,
      metrics: compared.metrics.map((metric) => ({ ...metric, figures: byId(metric) })),
      missing: compared.missing,
    },
    describe(compared),
  )
}

function byId({ figures }: Compared): Record<string, object> {
  return Object.fromEntries(
    figures.map((figure) => {
      const [a, b] = figure.perRun
      const [first] = figure.paired
      const means = { a: a?.value ?? null, b: b?.value ?? null, difference: first?.difference ?? null }
      return [figure.id, { ...means, ...figure }]
    }),
  )
}

function summarize({ id, method, params, target, versus, output, seed, done, failed, backend }: Run): object {
  return { id, method, params, target, versus, output, seed, done, failed, backend }
}

function describe({ runs, differing, metrics, missing, sharedSamples }: RunComparison): string[] {
  const ids = runs.map(({ id }) => id)
  return [
    ...runs.map(
      (run) => `run ${run.id}: ${run.method} ${JSON.stringify(run.params)}, ${run.done} maps, ${run.backend}`,
    ),
    sharedSamples === 0
      ? 'no sample has a map of each: nothing can be paired'
      : `${sharedSamples} samples have a map of each`,
    ...(differing.length === 0 ? ['nothing that decides a map differs'] : differingTable(ids, differing)),
    ...metrics.flatMap((metric) => metricLines(ids, metric)),
    ...missing.map(
      ({ metric, params, runIds }) =>
        `not scored for run ${runIds.join(', ')}: ${metric} ${JSON.stringify(params)}`,
    ),
  ]
}

function differingTable(ids: readonly number[], differing: RunComparison['differing']): string[] {
  return [
    '',
    ...table([
      ['differs', ...ids.map((id) => `run ${id}`)],
      ...differing.map(({ title, words }) => [title, ...words]),
    ]),
  ]
}

function metricLines(ids: readonly number[], compared: Compared): string[] {
  const { metric, params, formula, figures, degenerate = [], caution = null } = compared
  const [first] = ids
  const others = ids.slice(1).flatMap((id) => [`${id} - ${first}`, '95 % interval', 'Wilcoxon p', 'n'])
  const silent = ids.flatMap((id, index) => {
    const count = degenerate[index] ?? 0
    return count === 0 ? [] : [`  ${count} degenerate maps in run ${id}`]
  })
  return [
    '',
    `${metric} ${JSON.stringify(params)}`,
    ...(figures.length === 0
      ? ['  undefined for every sample']
      : table([['figure', ...ids.map((id) => `run ${id}`), 'better', ...others], ...figures.map(figureRow)])),
    ...silent,
    ...(caution === null ? [] : [`  caution: ${caution}`]),
    `  ${formula}`,
  ]
}

function figureRow({ id, better, perRun, paired }: ComparedFigure): (string | number)[] {
  return [
    id,
    ...perRun.map(({ value }) => value ?? '-'),
    directionWord(better),
    ...paired.flatMap(({ difference, interval, wilcoxon, n }) => [
      difference ?? '-',
      intervalText(interval),
      wilcoxon === null ? '-' : probability(wilcoxon.p),
      n,
    ]),
  ]
}

/** Small ones in powers of ten: 0.0000 says nothing. */
function probability(p: number): string {
  return p < 0.001 ? p.toExponential(1) : p.toFixed(4)
}
