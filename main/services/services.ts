import { dirname, join } from 'node:path'
import type { AppInfo } from '#contract/app.ts'
import type { Engine } from '../engine/protocol.ts'
import type { CallHandlers } from '../ipc/dispatch.ts'
import { appHandlers } from './app-service.ts'
import { attributionsHandlers } from './attributions-service.ts'
import { BackendChooser } from './backend-chooser.ts'
import { catalogueHandlers } from './catalogue-service.ts'
import { CurrentWorkspace } from './current-workspace.ts'
import { datasetsHandlers } from './datasets-service.ts'
import { evaluationHandlers } from './evaluation-service.ts'
import { DatasetCatalogue, type CatalogueOptions } from './dataset-catalogue.ts'
import type { FileHandles } from './file-handles.ts'
import { filesHandlers, type ChooseFile } from './files-service.ts'
import { Foreground } from './foreground.ts'
import type { Emit } from './handlers.ts'
import { JobRegistry } from './job-registry.ts'
import { jobsHandlers } from './jobs-service.ts'
import { mapsHandlers } from './maps-service.ts'
import { modelsHandlers } from './models-service.ts'
import { probesHandlers } from './probes-service.ts'
import { predictionsHandlers } from './predictions-service.ts'
import { RemovalCurves } from './removal-curves.ts'
import { RecentWorkspaces } from './recent-workspaces.ts'
import { RunLauncher } from './run-launcher.ts'
import { runsHandlers } from './runs-service.ts'
import { samplesHandlers } from './samples-service.ts'
import { scoresHandlers } from './scores-service.ts'
import type { ServiceContext } from './service-context.ts'
import { SettingsFile } from './settings-file.ts'
import { trustHandlers } from './trust-service.ts'
import { userFolders } from './user-folders.ts'
import { stopJobs, workspaceHandlers } from './workspace-service.ts'

export interface ServicesOptions {
  readonly engine: Engine
  readonly host: AppInfo['host']
  readonly files: FileHandles
  /** The list of recent workspaces lies beside it. */
  readonly settingsPath: string
  readonly emit: Emit
  /** Native dialogs, where there are any. */
  readonly chooseFile?: ChooseFile | undefined
  /** Which data sets can be fetched and from where, other than the published ones. */
  readonly catalogue?: CatalogueOptions | undefined
  readonly now?: () => number
}

export interface Services {
  readonly handlers: CallHandlers
  /** Pauses runs, cancels other jobs, closes the workspace. The engine is its starter's to stop. */
  close(): Promise<void>
}

export function createServices(options: ServicesOptions): Services {
  const context = createContext(options)
  const curves = new RemovalCurves(context)
  const launcher = new RunLauncher(context)
  const handlers: CallHandlers = {
    ...appHandlers(context),
    ...filesHandlers(context.files, options.chooseFile),
    ...workspaceHandlers(context),
    ...datasetsHandlers(context),
    ...modelsHandlers(context),
    ...samplesHandlers(context),
    ...predictionsHandlers(context),
    ...evaluationHandlers(context),
    ...catalogueHandlers(),
    ...attributionsHandlers(context),
    ...mapsHandlers(context),
    ...trustHandlers(context, curves),
    ...probesHandlers(context, curves),
    ...runsHandlers(context, launcher),
    ...scoresHandlers(context, launcher),
    ...jobsHandlers(context.jobs),
  }
  async function close(): Promise<void> {
    await stopJobs(context)
    context.workspace.close()
  }
  return { handlers, close }
}

function createContext({
  engine,
  host,
  files,
  settingsPath,
  emit,
  catalogue,
  now = Date.now,
}: ServicesOptions): ServiceContext {
  const folders = userFolders()
  return {
    host,
    engine,
    backends: new BackendChooser(engine),
    files,
    folders,
    catalogue: new DatasetCatalogue(join(folders.data, 'datasets'), catalogue),
    settings: new SettingsFile(settingsPath),
    recent: new RecentWorkspaces(join(dirname(settingsPath), 'recent.json'), files),
    workspace: new CurrentWorkspace(),
    jobs: new JobRegistry((job) => emit('job.changed', job), now),
    foreground: new Foreground(),
    emit,
    now,
  }
}
