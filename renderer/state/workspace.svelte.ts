import type { MethodSummary } from '#contract/attributions.ts'
import type { EventPayload } from '#contract/events.ts'
import type { Model } from '#contract/models.ts'
import type { Dataset, WorkspaceInfo } from '#contract/workspace.ts'
import type { Client } from '../client/client.ts'
import type { Notices } from './notices.svelte.ts'

const RELOAD_DELAY_MS = 500

type Change = EventPayload<'workspace.changed'>

/** The open workspace: what it holds, and which dataset and model the screens show. */
export class WorkspaceState {
  readonly #client: Client
  readonly #notices: Notices
  readonly #changed = new Set<Change['what']>()
  #timer: ReturnType<typeof setTimeout> | null = null
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

  constructor(client: Client, notices: Notices) {
    this.#client = client
    this.#notices = notices
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
  }

  chooseModel(id: number): void {
    this.#modelId = id
  }

  async load(): Promise<void> {
    const { workspace } = await this.#client.call('workspace.current', {})
    await this.take(workspace)
  }

  async take(workspace: WorkspaceInfo | null): Promise<void> {
    if (workspace === null) {
      this.#datasets = []
      this.#models = []
    } else {
      await this.#loadLists()
      if (this.#methods.length === 0) this.#methods = await this.#client.call('methods.list', {})
    }
    this.#info = workspace
    this.#loaded = true
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

  /** A run announces every map: the window asks again at most twice a second. */
  #note({ what }: Change): void {
    this.#changed.add(what)
    if (this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      void this.#catchUp()
    }, RELOAD_DELAY_MS)
  }

  async #catchUp(): Promise<void> {
    const lists = (['workspace', 'datasets', 'models'] as const).some((what) => this.#changed.has(what))
    this.#changed.clear()
    // What a closing workspace still announces is nobody's concern.
    if (this.#info === null) return
    try {
      const { workspace } = await this.#client.call('workspace.current', {})
      if (workspace !== null && lists) await this.#loadLists()
      this.#info = workspace
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
