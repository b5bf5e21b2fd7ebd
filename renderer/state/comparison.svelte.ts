import type { RunComparison, SampleComparison } from '#contract/comparison.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Client } from '../client/client.ts'
import { chooseFigure, type ComparedMetric, type FigureChoice } from './compared-figure.ts'
import { DisagreementState } from './disagreement.svelte.ts'

const RELOAD_DELAY_MS = 800

/** Runs side by side: what differs, by how much, and on which tiles. The first of them is what the others are held against. */
export class ComparisonState {
  readonly #client: Client
  #runIds = $state.raw<readonly number[]>([])
  #comparison = $state.raw<RunComparison | null>(null)
  #samples = $state.raw<SampleComparison | null>(null)
  #error = $state.raw<WorkbenchError | null>(null)
  #loading = $state(false)
  #visit = 0
  #pairVisit = 0
  #timer: ReturnType<typeof setTimeout> | null = null
  /** Figure that the charts show, as asked; the first one where there is no such. */
  #wanted = $state.raw<{ readonly metric: string; readonly figure: string } | null>(null)
  #otherId = $state<number | null>(null)

  readonly choice: FigureChoice | null = $derived(chooseFigure(this.#comparison?.metrics ?? [], this.#wanted))
  /** Run that the first is held against tile by tile. */
  readonly otherId = $derived(
    this.#runIds.slice(1).find((id) => id === this.#otherId) ?? this.#runIds[1] ?? null,
  )
  readonly disagreement: DisagreementState

  constructor(client: Client) {
    this.#client = client
    this.disagreement = new DisagreementState(client)
    client.subscribe('workspace.changed', ({ what, runId }) => {
      const ours = runId === undefined || this.#runIds.includes(runId)
      if (this.#comparison !== null && ours && (what === 'scores' || what === 'runs')) this.#reloadSoon()
    })
  }

  get runIds(): readonly number[] {
    return this.#runIds
  }
  get comparison(): RunComparison | null {
    return this.#comparison
  }
  get samples(): SampleComparison | null {
    return this.#samples
  }
  get error(): WorkbenchError | null {
    return this.#error
  }
  get loading(): boolean {
    return this.#loading
  }

  /** Two to six runs; with fewer there is nothing to compare. */
  async show(runIds: readonly number[]): Promise<void> {
    if (runIds.join() === this.#runIds.join() && this.#error === null) return
    this.#runIds = runIds
    this.#comparison = null
    this.#samples = null
    this.#error = null
    await this.reload()
  }

  async reload(): Promise<void> {
    const visit = ++this.#visit
    this.disagreement.stop()
    this.#loading = this.#runIds.length >= 2
    if (!this.#loading) return
    try {
      const comparison = await this.#client.call('runs.compare', { runIds: [...this.#runIds] })
      if (visit !== this.#visit) return
      this.#comparison = comparison
      this.#error = null
      await this.#loadPair()
    } catch (thrown) {
      if (visit === this.#visit) this.#error = WorkbenchError.from(thrown)
    } finally {
      if (visit === this.#visit) this.#loading = false
    }
  }

  async chooseFigure(metric: ComparedMetric, figure: string): Promise<void> {
    this.#wanted = { metric: metric.key, figure }
    await this.#attempt(() => this.#loadSamples())
  }

  async chooseOther(runId: number): Promise<void> {
    this.#otherId = runId
    await this.#attempt(() => this.#loadPair())
  }

  forget(): void {
    this.#visit += 1
    this.#runIds = []
    this.#comparison = null
    this.#samples = null
    this.#wanted = null
    this.#error = null
    this.#loading = false
    this.disagreement.stop()
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (thrown) {
      this.#error = WorkbenchError.from(thrown)
    }
  }

  async #loadPair(): Promise<void> {
    const [first] = this.#runIds
    const other = this.otherId
    if (first === undefined || other === null) return
    void this.disagreement.show([first, other])
    await this.#loadSamples()
  }

  async #loadSamples(): Promise<void> {
    const visit = ++this.#pairVisit
    const [first] = this.#runIds
    const { choice, otherId } = this
    if (first === undefined || otherId === null || choice === null) {
      this.#samples = null
      return
    }
    const { metric, params } = choice.metric
    const samples = await this.#client.call('runs.compareSamples', {
      runIds: [first, otherId],
      metric,
      params,
      figure: choice.figure.id,
    })
    if (visit === this.#pairVisit) this.#samples = samples
  }

  #reloadSoon(): void {
    if (this.#timer !== null) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      void this.reload()
    }, RELOAD_DELAY_MS)
  }
}
