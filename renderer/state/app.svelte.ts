import { getContext, setContext } from 'svelte'
import type { Transport } from '#contract/transport.ts'
import type { WorkspaceInfo } from '#contract/workspace.ts'
import { Client } from '../client/client.ts'
import type { DropTaker } from '../client/transports/electron.ts'
import { CatalogueState } from './catalogue.svelte.ts'
import { ChooserState } from './chooser.svelte.ts'
import { runCommand } from './commands.ts'
import { ComparisonState } from './comparison.svelte.ts'
import type { ConnectionState } from './connection.svelte.ts'
import { DockState } from './dock.svelte.ts'
import { FoldState } from './folds.svelte.ts'
import { EvaluationState } from './evaluation.svelte.ts'
import { InspectorState } from './inspector.svelte.ts'
import { Jobs } from './jobs.svelte.ts'
import { LastPairs } from './last-pair.ts'
import { Library } from './library.svelte.ts'
import { MapDisplay } from './map-display.svelte.ts'
import { createMapThumbnails, type MapThumbnails } from './map-thumbnails.ts'
import { Messages } from './messages.svelte.ts'
import { Notices } from './notices.svelte.ts'
import { OcclusionState } from './occlusion.svelte.ts'
import { RegionsState } from './occlusion-regions.svelte.ts'
import { Offers } from './offers.svelte.ts'
import { PaletteState } from './palette.svelte.ts'
import { Predictions } from './predictions.svelte.ts'
import { QuestionState } from './question.svelte.ts'
import { formatRoute, type Screen } from './route.ts'
import { Router } from './router.svelte.ts'
import { RunPlan } from './run-plan.svelte.ts'
import { RunsState } from './runs.svelte.ts'
import { SettingsState } from './settings.svelte.ts'
import { isSigned } from '../components/map-meaning.ts'
import type { TourStep } from '../components/tour-steps.ts'
import { questionQuery } from './stage-link.ts'
import { viewLink } from '../views/Inspector/copy-link.ts'
import { createThumbnails, type Thumbnails } from './thumbnails.ts'
import { queryFromFilter, type TileFilter } from './tile-filter.ts'
import { TilesState } from './tiles.svelte.ts'
import { TourState } from './tour.svelte.ts'
import { TrustState } from './trust.svelte.ts'
import { UndoState } from './undo.svelte.ts'
import { WorkspaceState } from './workspace.svelte.ts'

/** Everything the window knows, made once; views reach it through the component context. */
export class AppState {
  readonly client: Client
  readonly notices = new Notices()
  readonly messages = new Messages()
  readonly undo = new UndoState(this.messages, this.notices)
  readonly router = new Router()
  readonly display = new MapDisplay()
  readonly question = new QuestionState()
  readonly dock = new DockState(localStorage)
  readonly folds = new FoldState(localStorage)
  readonly jobs: Jobs
  readonly settings: SettingsState
  readonly workspace: WorkspaceState
  readonly tiles: TilesState
  readonly predictions: Predictions
  readonly inspector: InspectorState
  readonly occlusion: OcclusionState
  readonly regions: RegionsState
  readonly trust: TrustState
  readonly evaluation: EvaluationState
  readonly runs: RunsState
  readonly runPlan: RunPlan
  readonly comparison: ComparisonState
  readonly thumbnails: Thumbnails
  readonly mapThumbnails: MapThumbnails
  readonly library: Library
  readonly catalogue: CatalogueState
  readonly offers: Offers
  readonly chooser: ChooserState
  readonly palette = new PaletteState(this, localStorage)
  readonly tour = new TourState(localStorage, (step) => this.#showStep(step))
  readonly #connection: ConnectionState
  /** Changes when the evaluation must be asked again; null while samples are still to be predicted. */
  readonly evaluationKey = $derived.by(() => {
    const { dataset, model, info } = this.workspace
    const counts = this.tiles.counts
    if (dataset === null || model === null || counts === null || counts.unpredicted > 0) return null
    if (counts.right + counts.wrong === 0) return null
    return [info?.location, dataset.id, model.id, counts.right, counts.wrong].join('/')
  })
  #engineMessage = $state<string | null>(null)

  constructor(transport: Transport & Partial<DropTaker>, connection: ConnectionState) {
    this.#connection = connection
    this.client = new Client(transport)
    this.jobs = new Jobs(this.client, this.notices)
    this.settings = new SettingsState(this.client, this.notices)
    this.chooser = new ChooserState(this.client, this.settings)
    this.workspace = new WorkspaceState(this.client, this.notices, new LastPairs(localStorage))
    this.tiles = new TilesState(this.client, this.notices, this.workspace)
    this.predictions = new Predictions(this.client, this.jobs, this.notices)
    this.inspector = new InspectorState(this.client, this.jobs, this.notices, this.workspace)
    this.occlusion = new OcclusionState(this.client, this.jobs)
    this.regions = new RegionsState(this.client)
    this.trust = new TrustState(this.client, this.jobs)
    this.evaluation = new EvaluationState(this.client)
    this.runs = new RunsState(this.client, this.jobs, this.notices)
    this.runPlan = new RunPlan(this.tiles, this.question)
    this.comparison = new ComparisonState(this.client)
    this.thumbnails = createThumbnails(this.client)
    this.mapThumbnails = createMapThumbnails(this.client, (map) => isSigned(map, this.workspace.methods))
    // A resumed run brings maps for tiles that had none.
    this.client.subscribe('workspace.changed', ({ what }) => {
      if (what === 'runs') this.mapThumbnails.clear()
    })
    this.catalogue = new CatalogueState(this.client, this.jobs)
    this.offers = new Offers(this.client, this.workspace)
    this.library = new Library({
      client: this.client,
      jobs: this.jobs,
      workspace: this.workspace,
      enter: (workspace) => this.enter(workspace),
    })
    this.client.subscribe('menu.command', ({ name, handle }) => void runCommand(this, name, handle))
    this.client.subscribe('engine.state', ({ state, message }) => {
      this.#engineMessage =
        state === 'crashed'
          ? `The engine stopped${message === null ? '' : ` (${message})`} and is started again.`
          : null
      if (state === 'ready') void this.settings.refreshInfo()
    })
  }

  /** Class that the question on screen is about; null while it is not known. */
  get targetClass(): number | null {
    const { target } = this.question
    const sample = this.inspector.sample
    if (target.kind === 'class') return target.index
    return target.kind === 'true' ? (sample?.label ?? null) : (sample?.prediction?.predicted ?? null)
  }

  /** Set while the engine is down or the program does not answer. */
  get engineMessage(): string | null {
    return this.#connection.message ?? this.#engineMessage
  }

  async load(): Promise<void> {
    try {
      await Promise.all([this.settings.load(), this.workspace.load(), this.offers.load()])
      await this.jobs.load()
      this.display.choose(this.settings.settings?.colormap ?? 'viridis')
      this.display.choose(this.settings.settings?.divergingColormap ?? 'red-blue')
      const screen = this.router.route.screen
      if (this.workspace.info === null && !['start', 'settings'].includes(screen)) this.router.go('start')
      if (this.workspace.info !== null && screen === 'start' && location.hash === '') this.router.go('tiles')
    } catch (thrown) {
      this.notices.report(thrown, 'Could not reach the workbench')
    }
  }

  async explain(): Promise<void> {
    const question = this.question.toQuestion()
    if (question !== null && !this.inspector.explanation.busy) await this.inspector.explain(question)
  }

  /** The built-in sample, with the tour for who has not seen it. */
  async openSample(): Promise<void> {
    await this.library.openSample()
    if (this.workspace.info?.synthetic === true) this.tour.offer()
  }

  /** On what is open; on the built-in sample where nothing is. */
  async takeTour(): Promise<void> {
    if (this.workspace.info === null || this.workspace.dataset === null) await this.library.openSample()
    if (this.workspace.info === null) return this.router.go('start')
    this.tour.start()
  }

  async loadEvaluation(): Promise<void> {
    const { dataset, model } = this.workspace
    if (dataset !== null && model !== null) await this.evaluation.load(dataset.id, model.id)
  }

  /** The tiles keep their filter; the inspector opens on the tile last looked at, or on the one that the keyboard stands on. */
  goTo(screen: Screen): void {
    if (screen === 'tiles') return this.router.go(screen, { query: queryFromFilter(this.tiles.filter) })
    if (screen !== 'inspect') return this.router.go(screen)
    const { table, rows, position } = this.tiles
    const sampleId = this.inspector.sample?.id ?? table?.ids[rows[position] ?? 0]
    if (sampleId !== undefined) this.router.go('inspect', { sampleId })
  }

  /** The tiles with this filter and no other. */
  showTiles(filter: Partial<TileFilter>): void {
    this.tiles.clearFilter()
    this.tiles.setFilter(filter)
    this.router.go('tiles', { query: queryFromFilter(this.tiles.filter) })
  }

  async compareLast(): Promise<void> {
    if (!this.runs.loaded) await this.runs.load()
    const [second, first] = this.runs.runs.filter(({ done }) => done > 0)
    const runs = [first, second].flatMap((run) => (run === undefined ? [] : [run.id]))
    this.router.go('compare', { query: { runs: runs.join(',') } })
  }

  /** Address of what is on the screen, with what is asked of a tile that has no map yet. */
  async copyLink(): Promise<void> {
    const { screen, sampleId, query } = this.router.route
    const { methodId, target, versus } = this.question
    const asks = screen === 'inspect' && this.inspector.map === null && methodId !== null
    const hash = formatRoute({
      screen,
      sampleId,
      query: {
        ...query,
        ...(asks && questionQuery({ method: methodId, target, versus })),
      },
    })
    const shows = screen === 'inspect' && this.inspector.map !== null
    const link = shows ? viewLink(this) : new URL(hash, location.href).href
    try {
      await navigator.clipboard.writeText(link)
      this.messages.say('Copied the link to this view')
    } catch (thrown) {
      this.notices.report(thrown, 'Could not copy the link')
    }
  }

  /** The inspector is shown on a sample that has a map, where there is one. */
  #showStep({ screen }: TourStep): void {
    if (this.router.route.screen === screen) return
    const { table } = this.tiles
    const mapped = table === null ? undefined : table.ids[Math.max(0, table.hasMap.indexOf(1))]
    if (screen === 'inspect' && mapped !== undefined) this.router.go('inspect', { sampleId: mapped })
    else this.goTo(screen)
  }

  /** Puts a workspace on the screen that was opened, made or closed. */
  async enter(workspace: WorkspaceInfo | null): Promise<void> {
    this.thumbnails.clear()
    this.mapThumbnails.clear()
    this.tiles.overlayRunId = null
    this.evaluation.forget()
    this.inspector.close()
    this.tiles.clearFilter()
    await this.workspace.take(workspace)
    this.undo.forget()
    this.comparison.forget()
    if (workspace === null || workspace.datasetCount === 0) this.router.go('start')
    else this.router.go('tiles')
  }
}

const KEY = Symbol('app')

export function provideApp(app: AppState): void {
  setContext(KEY, app)
}

export function useApp(): AppState {
  return getContext<AppState>(KEY)
}
