import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { CallInput, CallOutput } from '../../preload/contract/calls.ts'
import { WorkbenchError } from '../../preload/contract/errors.ts'
import type { Job } from '../../preload/contract/jobs.ts'
import type { CallName } from '../../preload/contract/names.ts'
import { forkEngine } from '../../main/engine/fork-launcher.ts'
import { composeWorkbench, type Workbench } from '../../main/services/compose.ts'

export interface TestWorkbench {
  readonly workbench: Workbench
  /** A folder of this workbench's own, gone when it is closed. */
  readonly folder: string
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>
  /** Waits for a job. @throws what it failed with */
  finished(job: Job): Promise<Job>
  close(): Promise<void>
}

/** The whole program with a real engine, called directly. */
export function startWorkbench(): TestWorkbench {
  const folder = mkdtempSync(join(tmpdir(), 'eosin-test-'))
  const workbench = composeWorkbench({
    host: 'command-line',
    launch: () => forkEngine(resolve(import.meta.dirname, '../../main/engine/entry.ts')),
    settingsPath: join(folder, 'settings.json'),
    checkOutput: true,
  })
  async function call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    const reply = await workbench.dispatch(name, input)
    if (!reply.ok) throw WorkbenchError.fromRecord(reply.error)
    return reply.value as CallOutput<Name>
  }
  return {
    workbench,
    folder,
    call,
    async finished({ id }) {
      const job = await call('jobs.wait', { jobId: id })
      if (job.error !== null) throw WorkbenchError.fromRecord(job.error)
      return job
    },
    async close() {
      await workbench.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
