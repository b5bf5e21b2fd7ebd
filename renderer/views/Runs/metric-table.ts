import type { MethodSummary, Run } from '#contract/attributions.ts'
import type { MetricSummary, Score } from '#contract/evaluation.ts'
import type { ChartTable } from '../../charts/chart-table.ts'
import { paramsText, runTitle } from './run-text.ts'

type Better = MetricSummary['figures'][number]['better']
export type Figure = Score['figures'][string]

/** One figure of a metric asked with one set of parameters. */
export interface MetricColumn {
  readonly key: string
  readonly figure: string
  readonly title: string
  readonly better: Better
}

export interface MetricGroup {
  readonly key: string
  readonly metric: string
  readonly title: string
  readonly formula: string
  /** Parameters in words: the same metric may have been asked in several ways. */
  readonly params: string
  readonly columns: readonly MetricColumn[]
}

export interface MetricRow {
  readonly run: Run
  /** A floor: what says nothing about the model scores so much. */
  readonly control: boolean
  /** In the order of all groups' columns. */
  readonly cells: readonly (Figure | null)[]
}

export interface MetricTable {
  readonly groups: readonly MetricGroup[]
  readonly rows: readonly MetricRow[]
  /** By column: the best value of the rows that are no controls; null where fewer than two can be compared. */
  readonly best: readonly (number | null)[]
}

interface Sources {
  readonly runs: readonly Run[]
  readonly scores: readonly Score[]
  readonly metrics: readonly MetricSummary[]
  readonly methods: readonly MethodSummary[]
}

/** Runs as rows, controls last; figures as columns, in the order of the registry. */
export function metricTable({ runs, scores, metrics, methods }: Sources): MetricTable {
  const shown = scores.filter(({ runId }) => runs.some(({ id }) => id === runId))
  const groups = groupsOf(shown, metrics)
  const byKey = new Map(shown.map((score) => [`${score.runId} ${keyOf(score)}`, score]))
  const isControl = ({ method }: Run) => methods.find(({ id }) => id === method)?.family === 'control'
  const scored = runs.filter(({ id }) => shown.some(({ runId }) => runId === id))
  const rows = [...scored.filter((run) => !isControl(run)), ...scored.filter(isControl)].map((run) => ({
    run,
    control: isControl(run),
    cells: groups.flatMap(({ key, columns }) =>
      columns.map(({ figure }) => byKey.get(`${run.id} ${key}`)?.figures[figure] ?? null),
    ),
  }))
  const columns = groups.flatMap((group) => group.columns)
  return { groups, rows, best: columns.map(({ better }, at) => bestOf(rows, at, better)) }
}

function groupsOf(scores: readonly Score[], metrics: readonly MetricSummary[]): MetricGroup[] {
  const groups = new Map<string, MetricGroup>()
  for (const score of scores) {
    const key = keyOf(score)
    if (groups.has(key)) continue
    const metric = metrics.find(({ id }) => id === score.metric)
    groups.set(key, {
      key,
      metric: score.metric,
      title: metric?.title ?? score.metric,
      formula: score.formula,
      params: paramsText(score.params, metric?.params),
      columns: Object.keys(score.figures).map((figure) => {
        const about = metric?.figures.find(({ id }) => id === figure)
        return {
          key: `${key} ${figure}`,
          figure,
          title: about?.title ?? figure,
          better: about?.better ?? 'neither',
        }
      }),
    })
  }
  const rank = ({ metric }: MetricGroup) => {
    const place = metrics.findIndex(({ id }) => id === metric)
    return place < 0 ? metrics.length : place
  }
  return [...groups.values()].toSorted((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : 1))
}

function keyOf({ metric, params }: Score): string {
  const entries = Object.entries(params).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `${metric} ${JSON.stringify(entries)}`
}

function bestOf(rows: readonly MetricRow[], at: number, better: Better): number | null {
  const values = rows.flatMap(({ cells, control }) => {
    const value = cells[at]?.value
    return control || value === undefined || Number.isNaN(value) ? [] : [value]
  })
  if (better === 'neither' || values.length < 2) return null
  return better === 'higher' ? Math.max(...values) : Math.min(...values)
}

/** As a file: a row for each run, the interval's ends beside each figure. */
export function metricTableFile(table: MetricTable, methods: readonly MethodSummary[]): ChartTable {
  const columns = table.groups.flatMap(({ title, params, columns: own }) =>
    own.flatMap((column) => {
      const name = `${title}: ${column.title}${params === '' ? '' : ` (${params})`}`
      return [name, `${name}, low`, `${name}, high`, `${name}, n`]
    }),
  )
  return {
    columns: ['run', 'method', ...columns],
    rows: table.rows.map(({ run, cells }) => [
      run.id,
      runTitle(run, methods),
      ...cells.flatMap((cell) => [
        cell?.value ?? null,
        cell?.interval?.[0] ?? null,
        cell?.interval?.[1] ?? null,
        cell?.count ?? null,
      ]),
    ]),
  }
}
