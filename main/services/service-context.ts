import type { AppInfo } from '#contract/app.ts'
import type { Engine } from '../engine/protocol.ts'
import type { DatasetCatalogue } from './dataset-catalogue.ts'
import type { BackendChooser } from './backend-chooser.ts'
import type { CurrentWorkspace } from './current-workspace.ts'
import type { FileHandles } from './file-handles.ts'
import type { Foreground } from './foreground.ts'
import type { Emit } from './handlers.ts'
import type { JobRegistry } from './job-registry.ts'
import type { RecentWorkspaces } from './recent-workspaces.ts'
import type { SettingsFile } from './settings-file.ts'
import type { UserFolders } from './user-folders.ts'

/** What the services share. */
export interface ServiceContext {
  readonly host: AppInfo['host']
  readonly engine: Engine
  readonly backends: BackendChooser
  readonly files: FileHandles
  readonly folders: UserFolders
  readonly settings: SettingsFile
  readonly recent: RecentWorkspaces
  readonly workspace: CurrentWorkspace
  readonly jobs: JobRegistry
  readonly foreground: Foreground
  readonly catalogue: DatasetCatalogue
  readonly emit: Emit
  readonly now: () => number
}
