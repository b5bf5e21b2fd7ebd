import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { calls, type CallInput, type CallOutput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { events } from '#contract/events.ts'
import type { Job } from '#contract/jobs.ts'
import type { CallName } from '#contract/names.ts'
import { forkEngine } from '../engine/fork-launcher.ts'
import { composeWorkbench, type Workbench, type WorkbenchOptions } from '../services/compose.ts'
import { engineEntryPath } from '../services/engine-entry.ts'
import { missingFolders, removeEmptyFolders } from './made-folders.ts'
import { ProgressLine } from './progress-line.ts'

type JobResult = NonNullable<Job['result']>

/** One command's connection to the workbench: the same calls as the window's. */
export class Session {
  readonly workbench: Workbench
  /** Fires on the first Ctrl-C. */
  readonly interrupted: AbortSignal
  readonly #temporary: string[] = []
  #created: { readonly path: string; readonly folders: readonly string[] } | null = null

  constructor(
    interrupted: AbortSignal,
    host: 'command-line' | 'browser' = 'command-line',
    options: Pick<WorkbenchOptions, 'catalogue'> = {},
  ) {
    this.interrupted = interrupted
    this.workbench = composeWorkbench({ ...options, host, launch: () => forkEngine(engineEntryPath()) })
  }

  async call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    const reply = await this.workbench.transport.invoke(name, input)
    if (!reply.ok) throw WorkbenchError.fromRecord(reply.error)
    // What the schema of the same name gives; the compiler cannot follow the name through the transport.
    return calls[name].output.parse(reply.value) as CallOutput<Name>
  }

  /** Shows the job's progress and waits for its end, which it throws unless it is success. */
  async finish({ job }: { readonly job: Job }): Promise<JobResult> {
    const ended = await this.settle(job)
    if (ended.error !== null) throw WorkbenchError.fromRecord(ended.error)
    if (ended.state !== 'done') throw new WorkbenchError('cancelled', `${ended.state}: ${ended.title}`)
    return ended.result ?? {}
  }

  /** As `finish`, with whatever end; Ctrl-C stops the job. */
  async settle(
    job: Job,
    stop: () => Promise<unknown> = () => this.call('jobs.cancel', { jobId: job.id }),
  ): Promise<Job> {
    const line = new ProgressLine()
    const unsubscribe = this.workbench.transport.subscribe('job.changed', (payload) => {
      const changed = events['job.changed'].parse(payload)
      if (changed.id === job.id) line.show(changed)
    })
    const onInterrupt = () => void stop()
    this.interrupted.addEventListener('abort', onInterrupt, { once: true })
    if (this.interrupted.aborted) onInterrupt()
    try {
      return await this.call('jobs.wait', { jobId: job.id })
    } finally {
      this.interrupted.removeEventListener('abort', onInterrupt)
      unsubscribe()
      line.clear()
    }
  }

  handle(path: string): string {
    return this.workbench.files.register(resolve(path)).id
  }

  /** Opens the workspace, made where there is none; without a path one that lives as long as the command. */
  async openWorkspace(path: string | undefined, { create }: { create: boolean }): Promise<void> {
    const file = resolve(path ?? join(this.temporaryFolder(), 'temporary.eosin'))
    if (!create || existsSync(file)) {
      await this.call('workspace.open', { file: this.handle(file) })
      return
    }
    const folders = missingFolders(file)
    await this.call('workspace.create', { file: this.handle(file) })
    this.#created = { path: file, folders }
  }

  /** From here on the workspace holds something worth keeping, whatever happens. */
  keepWorkspace(): void {
    this.#created = null
  }

  temporaryFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'eosin-'))
    this.#temporary.push(folder)
    return folder
  }

  /** Stops everything, and removes what was made on the way to a failure. */
  async close(): Promise<void> {
    try {
      await this.workbench.close()
    } finally {
      this.#removeLeftovers()
    }
  }

  #removeLeftovers(): void {
    if (this.#created !== null) {
      const { path, folders } = this.#created
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true })
      removeEmptyFolders(folders)
    }
    for (const folder of this.#temporary) rmSync(folder, { recursive: true, force: true })
  }
}
