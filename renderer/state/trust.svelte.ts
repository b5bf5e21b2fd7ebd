import { WorkbenchError } from '#contract/errors.ts'
import type { TrustCheck, TrustReport } from '#contract/trust.ts'
import type { Client } from '../client/client.ts'
import type { Jobs } from './jobs.svelte.ts'

/** A check that takes no longer than this is made without being asked for. */
const UNASKED_MS = 2000
/** Nor is any where the map itself took longer than this. */
const QUICK_MAP_MS = 1000
/** Who only passes by a map does not have it checked. */
const DWELL_MS = 700

/** The trust card of the map on show: what is known, and the checks being made. */
export class TrustState {
  readonly #client: Client
  readonly #jobs: Jobs
  #mapId = $state<number | null>(null)
  #report = $state.raw<TrustReport | null>(null)
  #jobId = $state<string | null>(null)
  /** Nobody asked for the running checks: they end when the map is left. */
  #unasked = false
  #error = $state.raw<WorkbenchError | null>(null)
  #timer: ReturnType<typeof setTimeout> | null = null
  #doneRead = 0
  readonly job = $derived.by(() => (this.#jobId === null ? undefined : this.#jobs.get(this.#jobId)))
  readonly #missing = $derived(this.#report?.checks.filter(({ done }) => !done) ?? [])

  constructor(client: Client, jobs: Jobs) {
    this.#client = client
    this.#jobs = jobs
  }

  get report(): TrustReport | null {
    return this.#report
  }
  get error(): WorkbenchError | null {
    return this.#error
  }
  get busy(): boolean {
    return this.#jobId !== null
  }
  /** Checks that have not been made, and how long they will take about; null where that is not known. */
  get missing(): { readonly count: number; readonly estimatedMs: number | null } {
    const times = this.#missing.map(({ estimatedMs }) => estimatedMs)
    return { count: times.length, estimatedMs: totalMs(times) }
  }

  /** Shows a map's card; checks that are quick are made after a moment. */
  async show({ id, durationMs }: { readonly id: number; readonly durationMs: number }): Promise<void> {
    if (id === this.#mapId) return
    await this.leave()
    this.#mapId = id
    await this.#read(id)
    const quick = durationMs < QUICK_MAP_MS ? this.#missing.filter(isQuick).map((check) => check.id) : []
    if (this.#mapId !== id || quick.length === 0) return
    this.#timer = setTimeout(() => void this.#start(quick, true), DWELL_MS)
  }

  /** Something may have become known elsewhere. */
  async refresh(): Promise<void> {
    if (this.#mapId !== null) await this.#read(this.#mapId)
  }

  async check(): Promise<void> {
    await this.#start(
      this.#missing.map(({ id }) => id),
      false,
    )
  }

  async cancel(): Promise<void> {
    const jobId = this.#jobId
    if (jobId !== null) await this.#jobs.cancel(jobId)
  }

  async leave(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const jobId = this.#jobId
    this.#mapId = null
    this.#report = null
    this.#error = null
    this.#jobId = null
    this.#doneRead = 0
    if (jobId !== null && this.#unasked) await this.#jobs.cancel(jobId)
  }

  /** Called on the job's progress: reads again when another check is done. */
  async follow(done: number): Promise<void> {
    if (Math.floor(done) <= this.#doneRead || this.#mapId === null) return
    this.#doneRead = Math.floor(done)
    await this.#read(this.#mapId)
  }

  async #read(mapId: number): Promise<void> {
    try {
      const report = await this.#client.call('maps.trustReport', { mapId })
      if (mapId === this.#mapId) this.#report = report
    } catch (thrown) {
      if (mapId === this.#mapId) this.#error = WorkbenchError.from(thrown)
    }
  }

  async #start(checks: readonly TrustCheck[], unasked: boolean): Promise<void> {
    const mapId = this.#mapId
    if (mapId === null || this.#jobId !== null || checks.length === 0) return
    this.#error = null
    this.#doneRead = 0
    this.#unasked = unasked
    try {
      const { job } = await this.#client.call('maps.trust', { mapId, checks: [...checks] })
      this.#jobs.note(job)
      if (mapId !== this.#mapId) {
        if (unasked) await this.#jobs.cancel(job.id)
        return
      }
      this.#jobId = job.id
      this.#jobs.note(await this.#client.wait(job))
    } catch (thrown) {
      const error = WorkbenchError.from(thrown)
      if (mapId === this.#mapId && error.code !== 'cancelled') this.#error = error
    }
    if (mapId !== this.#mapId) return
    this.#jobId = null
    await this.#read(mapId)
  }
}

function isQuick({ estimatedMs }: { readonly estimatedMs: number | null }): boolean {
  return estimatedMs !== null && estimatedMs <= UNASKED_MS
}

function totalMs(times: readonly (number | null)[]): number | null {
  return times.reduce<number | null>((sum, ms) => (sum === null || ms === null ? null : sum + ms), 0)
}
