import { classLabel } from '../components/class-label.ts'
import { formatCount, formatFraction, formatQuantity } from '../components/format.ts'
import { defaultParams } from '../components/parameter-fields.ts'
import { DOCK_TABS } from '../views/Inspector/dock/dock-tabs.ts'
import { runTitle, STATE_TITLES } from '../views/Runs/run-text.ts'
import type { AppState } from './app.svelte.ts'
import { COMMANDS } from './commands.ts'

export const KINDS = ['command', 'tile', 'class', 'run', 'method', 'metric', 'dataset', 'model'] as const
export type PaletteKind = (typeof KINDS)[number]

/** One line of the palette. */
export interface PaletteItem {
  /** The same from day to day, so that what was used lately is found again. */
  readonly id: string
  readonly kind: PaletteKind
  readonly title: string
  /** Found by as well, not shown. */
  readonly words?: string
  readonly detail?: string
  readonly keys?: readonly string[]
  readonly run: (app: AppState) => unknown
}

/** What can be chosen now, but the tiles: they are too many to list and are searched by name. */
export function paletteItems(app: AppState): PaletteItem[] {
  const { info } = app.workspace
  return [
    ...commandItems(app),
    ...(info === null
      ? []
      : [
          ...classItems(app),
          ...runItems(app),
          ...methodItems(app),
          ...metricItems(app),
          ...choiceItems(app),
        ]),
  ]
}

function commandItems(app: AppState): PaletteItem[] {
  const named = COMMANDS.filter((command) => command.hidden !== true && command.available?.(app) !== false)
  const inspecting = app.router.route.screen === 'inspect' && app.inspector.sample !== null
  return [
    ...named.map(({ name, title, words, keys, run }) => ({
      id: name,
      kind: 'command' as const,
      title,
      run,
      ...(words !== undefined && { words }),
      ...(keys !== undefined && { keys }),
    })),
    ...(inspecting ? DOCK_TABS : []).map(({ id, title }) => ({
      id: `dock.${id}`,
      kind: 'command' as const,
      title: `${app.dock.tab === id ? 'Close' : 'Open'} the panel: ${title}`,
      words: 'dock drawer tool',
      run: () => app.dock.toggle(id),
    })),
  ]
}

function classItems(app: AppState): PaletteItem[] {
  const { counts } = app.tiles
  const noun = app.workspace.dataset?.kind ?? 'tile'
  return app.workspace.classNames.map((name, index) => ({
    id: `class.${name}`,
    kind: 'class',
    title: `${noun === 'tile' ? 'Tiles' : 'Signals'} of ${classLabel(name)}`,
    words: name,
    ...(counts !== null && { detail: formatQuantity(counts.labels[index] ?? 0, noun) }),
    run: () => app.showTiles({ labels: [index] }),
  }))
}

function runItems(app: AppState): PaletteItem[] {
  return app.runs.runs.map((run) => ({
    id: `run.${run.id}`,
    kind: 'run',
    title: `Run ${run.id}: ${runTitle(run, app.workspace.methods)}`,
    detail: `${STATE_TITLES[run.state]}, ${formatCount(run.done)} of ${formatCount(run.total)}`,
    run: () => app.router.go('runs', { query: { run: String(run.id) } }),
  }))
}

function methodItems(app: AppState): PaletteItem[] {
  const inspecting = app.router.route.screen === 'inspect' && app.inspector.sample !== null
  const explains = inspecting && app.workspace.info?.readonly === false
  return app.workspace.methods.map((method) => ({
    id: `method.${method.id}`,
    kind: 'method',
    title: explains ? `Explain with ${method.title}` : `Choose the method ${method.title}`,
    words: `${method.family} ${method.id}`,
    detail: `${method.citation.authors.split(/,| and /)[0]} ${method.citation.year}`,
    run: async () => {
      app.question.chooseMethod(method)
      if (explains) await app.explain()
      else app.messages.say(`${method.title} is what the next map is made with`)
    },
  }))
}

/** Scores of the newest run that has maps. */
function metricItems(app: AppState): PaletteItem[] {
  const run = app.runs.runs.find(({ done }) => done > 0)
  if (run === undefined || app.workspace.info?.readonly !== false) return []
  return app.runs.metrics.map((metric) => ({
    id: `metric.${metric.id}`,
    kind: 'metric',
    title: `Score run ${run.id}: ${metric.title}`,
    words: `metric ${metric.id}`,
    detail: formatQuantity(run.done, 'map'),
    run: async () => {
      const started = await app.runs.score(run.id, metric.id, defaultParams(metric.params))
      if (started) app.messages.say(`${metric.title}: scoring run ${run.id}`)
    },
  }))
}

function choiceItems(app: AppState): PaletteItem[] {
  const { workspace } = app
  const datasets = workspace.datasets.filter(({ id }) => id !== workspace.dataset?.id)
  const models = workspace.fittingModels.filter(({ id }) => id !== workspace.model?.id)
  return [
    ...datasets.map((dataset) => ({
      id: `dataset.${dataset.id}`,
      kind: 'dataset' as const,
      title: `Dataset ${dataset.name}`,
      detail: formatQuantity(dataset.sampleCount, dataset.kind),
      run: () => workspace.chooseDataset(dataset.id),
    })),
    ...models.map((model) => ({
      id: `model.${model.id}`,
      kind: 'model' as const,
      title: `Model ${model.name}`,
      run: () => workspace.chooseModel(model.id),
    })),
  ]
}

/** A row of the table of tiles. */
export function tileItem(app: AppState, row: number): PaletteItem {
  const table = app.tiles.table!
  const id = table.ids[row]!
  const predicted = table.predicted[row]!
  const name = app.workspace.classNames[predicted]
  const detail =
    name === undefined ? undefined : `${classLabel(name)} ${formatFraction(table.confidence[row], 2)}`
  return {
    id: `tile.${id}`,
    kind: 'tile',
    title: table.names[row]!,
    ...(detail !== undefined && { detail }),
    run: () => app.router.go('inspect', { sampleId: id }),
  }
}
