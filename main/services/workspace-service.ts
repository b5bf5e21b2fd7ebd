import type { Job } from '#contract/jobs.ts'
import type { WorkspaceInfo } from '#contract/workspace.ts'
import type { HandlersOf } from './handlers.ts'
import { openSampleWorkspace } from './sample-workspace.ts'
import type { ServiceContext } from './service-context.ts'
import { compactWorkspace, storageUse } from './workspace-storage.ts'

export function workspaceHandlers(context: ServiceContext): HandlersOf<'workspace'> {
  const { workspace, files, recent } = context
  return {
    'workspace.recent': async () => recent.list(),
    'workspace.open': ({ file }) => switchTo(context, files.resolve(file), false),
    'workspace.create': ({ file }) => switchTo(context, files.resolve(file), true),
    'workspace.openSample': () => openSampleWorkspace(context, switchTo),
    'workspace.close': async () => {
      await stopJobs(context, writesToWorkspace)
      workspace.close()
      context.emit('workspace.changed', { what: 'workspace' })
      return {}
    },
    'workspace.current': async () => ({ workspace: workspace.open === null ? null : workspace.info() }),
    'workspace.storage': async () => storageUse(workspace.require()),
    'workspace.compact': async () => ({ job: compactWorkspace(context) }),
    'workspace.check': async () => {
      const { ok, problems } = workspace.require().checkIntegrity()
      return { ok, messages: [...problems] }
    },
  }
}

export type SwitchWorkspace = typeof switchTo

/** Opens another workspace; jobs of the present one stop first, since they write to it. */
async function switchTo(context: ServiceContext, path: string, create: boolean): Promise<WorkspaceInfo> {
  const { workspace, recent } = context
  if (!create && workspace.open?.path === path) return workspace.info()
  await workspace.replace(path, { create, beforeSwitch: () => stopJobs(context, writesToWorkspace) })
  // What a script opens is not what a person had open last.
  if (context.host !== 'command-line') recent.remember(path, context.now())
  context.emit('workspace.changed', { what: 'workspace' })
  return workspace.info()
}

/** Runs are paused, everything else is cancelled; both go on from there when they are asked for again. */
export async function stopJobs(
  { jobs }: ServiceContext,
  concerned: (job: Job) => boolean = () => true,
): Promise<void> {
  await Promise.all(
    jobs
      .list()
      .filter(concerned)
      .map((job) => jobs.stop(job.id, job.kind === 'run' ? 'paused' : 'cancelled')),
  )
}

/** A download goes on while workspaces come and go. */
function writesToWorkspace({ kind }: Job): boolean {
  return kind !== 'download'
}
