import { WorkbenchError } from '#contract/errors.ts'
import type { ParsedInput } from '#contract/calls.ts'
import type { FileHandles } from './file-handles.ts'
import { browsingRoots, listFolder, listRoots, newFileIn } from './file-browser.ts'
import type { HandlersOf } from './handlers.ts'

/** A native dialog: answers the chosen path, or null when dismissed. Only Electron has one. */
export type ChooseFile = (purpose: ParsedInput<'files.choose'>['purpose']) => Promise<string | null>

export function filesHandlers(files: FileHandles, chooseFile: ChooseFile | undefined): HandlersOf<'files'> {
  const roots = browsingRoots()
  return {
    'files.choose': async ({ purpose }) => {
      if (chooseFile === undefined) {
        throw new WorkbenchError('capability_missing', `no file dialog: ${purpose} (must run in Electron)`)
      }
      const path = await chooseFile(purpose)
      return { file: path === null ? null : files.register(path, purpose === 'tiles' ? 'folder' : 'file') }
    },
    'files.browse': async ({ folder, newFile }) => {
      if (folder === null) return listRoots(files, roots)
      const path = files.resolve(folder)
      const created = newFile === undefined ? null : newFileIn(files, roots, path, newFile)
      return { ...listFolder(files, roots, path), created }
    },
  }
}
