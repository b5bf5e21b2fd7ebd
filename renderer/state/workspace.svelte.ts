import type { MethodSummary } from '#contract/attributions.ts'
import type { EventPayload } from '#contract/events.ts'
import type { Model } from '#contract/models.ts'
import type { Dataset, WorkspaceInfo } from '#contract/workspace.ts'
import type { Client } from '../client/client.ts'
import type { LastPairs } from './last-pair.ts'
import type { Notices } from './notices.svelte.ts'

const RELOAD_DELAY_MS = 500

type Change = EventPayload<'workspace.changed'>

/** The open workspace: what it holds, and which dataset and model the screens show. */
export class WorkspaceState {
  readonly #client: Client
  readonly #notices: Notices
  readonly #lastPairs: LastPairs
  readonly #changed = new Set<Change['what']>()
  #timer: ReturnType<typeof setTimeout> | null = null
  #caughtUpAt = -Infinity
  /** Questions about the workspace are counted: an answer that comes late must not replace that of a newer one. */
  #asked = 0
  #answered = 0
  #info = $state.raw<WorkspaceInfo | null>(null)
  #loaded = $state(false)
  #datasets = $state.raw<readonly Dataset[]>([])
  #models = $state.raw<readonly Model[]>([])
  #methods = $state.raw<readonly MethodSummary[]>([])
  #datasetId = $state<number | null>(null)
  #modelId = $state<number | null>(null)

  readonly dataset = $derived(this.#datasets.find((dataset) => dataset.id === this.#datasetId) ?? null)
  /** Models that can take the chosen dataset's samples. */
  readonly fittingModels = $derived(
    this.#models.filter((model) => this.dataset === null || model.kind === this.dataset.kind),
  )
  readonly model = $derived(
    this.fittingModels.find((model) => model.id === this.#modelId) ?? this.fittingModels.at(-1) ?? null,
  )
  /** The dataset names its classes; a model file seldom does. */
  readonly classNames = $derived(namesOfClasses(this.dataset, this.model))
  readonly synthetic = $derived((this.#info?.synthetic ?? false) || (this.dataset?.synthetic ?? false))

  constructor(client: Client, notices: Notices, lastPairs: LastPairs) {
    this.#client = client
    this.#notices = notices
    this.#lastPairs = lastPairs
    client.subscribe('workspace.changed', (change) => this.#note(change))
  }

  get info(): WorkspaceInfo | null {
    return this.#info
  }
  /** Whether it is known yet if a workspace is open. */
  get loaded(): boolean {
    return this.#loaded
  }
  get datasets(): readonly Dataset[] {
    return this.#datasets
  }
  get models(): readonly Model[] {
    return this.#models
  }
  get methods(): readonly MethodSummary[] {
    return this.#methods
  }

  chooseDataset(id: number): void {
    this.#datasetId = id
    this.#keepPair()
  }

  chooseModel(id: number): void {
    this.#modelId = id
    this.#keepPair()
  }

  #keepPair(): void {
    if (this.#info === null) return
    this.#lastPairs.keep(this.#info.location, { datasetId: this.#datasetId, modelId: this.#modelId })
  }

  async load(): Promise<void> {
    const { workspace } = await this.#client.call('workspace.current', {})
    await this.take(workspace)
  }

  async take(workspace: WorkspaceInfo | null): Promise<void> {
    const question = ++this.#asked
    if (workspace === null) {
      this.#datasets = []
      this.#models = []
    } else {
      if (workspace.location !== this.#info?.location) {
        const last = this.#lastPairs.find(workspace.location)
        this.#datasetId = last?.datasetId ?? null
        this.#modelId = last?.modelId ?? null
      }
      await this.#loadLists()
      if (this.#methods.length === 0) this.#methods = await this.#client.call('methods.list', {})
    }
    this.#info = workspace
    this.#answered = question
    this.#loaded = true
    // What changed while the lists were on their way is not in the answer.
    if (this.#changed.size > 0) await this.#catchUp()
  }

  async #loadLists(): Promise<void> {
    const [datasets, models] = await Promise.all([
      this.#client.call('datasets.list', {}),
      this.#client.call('models.list', {}),
    ])
    this.#datasets = datasets
    this.#models = models
    if (!datasets.some((dataset) => dataset.id === this.#datasetId)) {
      this.#datasetId = datasets.at(-1)?.id ?? null
    }
  }

  /** At once, so that the figures stand beside the map just made; a run announces every map: at most twice a second. */
  #note({ what }: Change): void {
    this.#changed.add(what)
    if (this.#timer !== null) return
    const wait = Math.max(0, this.#caughtUpAt + RELOAD_DELAY_MS - performance.now())
    this.#timer = setTimeout(() => {
      this.#timer = null
      void this.#catchUp()
    }, wait)
  }

  async #catchUp(): Promise<void> {
    // What a closing workspace still announces is nobody's concern; when one is opened, `take` looks again.
    if (this.#info === null) return
    const lists = (['workspace', 'datasets', 'models'] as const).some((what) => this.#changed.has(what))
    this.#changed.clear()
    this.#caughtUpAt = performance.now()
    const question = ++this.#asked
    try {
      const { workspace } = await this.#client.call('workspace.current', {})
      if (workspace !== null && lists) await this.#loadLists()
      if (question < this.#answered) return
      this.#info = workspace
      this.#answered = question
    } catch (thrown) {
      this.#notices.report(thrown, 'Could not read the workspace')
    }
  }
}

function namesOfClasses(dataset: Dataset | null, model: Model | null): readonly string[] {
  const count = Math.max(dataset?.classNames.length ?? 0, model?.classCount ?? 0)
  return Array.from(
    { length: count },
    (_, index) => dataset?.classNames[index] ?? model?.classNames[index] ?? `class ${index}`,
  )
}
