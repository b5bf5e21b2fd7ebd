import { WorkbenchError } from '#contract/errors.ts'
import type { Workspace } from '../store/workspace.ts'

/**
 * Asked before something long is computed that is to be kept.
 * @throws WorkbenchError `file_unreadable` where the workspace was opened for reading only
 */
export function requireWritable({ readonly, path }: Pick<Workspace, 'readonly' | 'path'>): void {
  if (!readonly) return
  throw new WorkbenchError(
    'file_unreadable',
    `workspace read-only: ${path} (what is computed is kept in it: needs write permission for the file and its folder)`,
  )
}
