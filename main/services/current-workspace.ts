import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { WorkbenchError } from '#contract/errors.ts'
import type { WorkspaceInfo } from '#contract/workspace.ts'
import { openWorkspace } from '../store/open-workspace.ts'
import type { Workspace } from '../store/workspace.ts'

const SYNTHETIC = 'synthetic'
/** How long a deleted run can be restored at least; after that the next opening removes it for good. */
const KEPT_DELETED_MS = 60 * 60 * 1000

interface Replacement {
  readonly create: boolean
  /** Runs when the new one is open, before the old one is closed. */
  readonly beforeSwitch: () => Promise<void>
}

/** The one workspace that is open, if any. */
export class CurrentWorkspace {
  #workspace: Workspace | null = null

  get open(): Workspace | null {
    return this.#workspace
  }

  /** @throws WorkbenchError `no_workspace` */
  require(): Workspace {
    if (this.#workspace !== null) return this.#workspace
    throw new WorkbenchError('no_workspace', 'no workspace (open or create one first)')
  }

  /** Opened before the present one is given up: what cannot be opened changes nothing. */
  async replace(path: string, { create, beforeSwitch }: Replacement): Promise<void> {
    if (create && existsSync(path)) {
      throw new WorkbenchError('invalid_input', `file exists: ${path} (choose another name, or open it)`)
    }
    const opened = openWorkspace(path, { create, readonly: !create && !isWritable(path) })
    await beforeSwitch()
    this.close()
    this.#workspace = opened
    if (!opened.readonly) purgeOld(opened)
  }

  close(): void {
    this.#workspace?.close()
    this.#workspace = null
  }

  /** Marks the open workspace as made by the built-in generators. */
  markSynthetic(): void {
    this.require().settings.set(SYNTHETIC, true)
  }

  info(): WorkspaceInfo {
    const workspace = this.require()
    const counts = workspace.counts()
    return {
      name: basename(workspace.path, '.eosin'),
      location: workspace.path,
      readonly: workspace.readonly,
      synthetic: workspace.settings.get(SYNTHETIC) === true,
      sampleCount: counts.samples,
      datasetCount: counts.datasets,
      modelCount: counts.models,
      runCount: counts.runs,
      mapCount: counts.maps,
      sizeBytes: fileSize(workspace.path) + fileSize(`${workspace.path}-wal`),
    }
  }
}

/** Another process may write now, or the disk be full: what was deleted then waits for the next opening. */
function purgeOld(workspace: Workspace): void {
  try {
    workspace.runs.deletions.purge(Date.now() - KEPT_DELETED_MS)
  } catch (thrown) {
    if (WorkbenchError.from(thrown).code === 'internal') throw thrown
  }
}

function isWritable(path: string): boolean {
  // A missing file is the store's to complain of.
  if (!existsSync(path)) return true
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function fileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
