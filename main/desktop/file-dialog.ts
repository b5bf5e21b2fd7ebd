import { realpath } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { BrowserWindow, Dialog, OpenDialogOptions } from 'electron'
import type { ChooseFile } from '../services/files-service.ts'

type Purpose = Parameters<ChooseFile>[0]

const WORKSPACES = [{ name: 'Eosin workspaces', extensions: ['eosin'] }]
const OPENING: Record<Exclude<Purpose, 'new-workspace'>, OpenDialogOptions> = {
  tiles: { title: 'Choose a folder with one sub-folder per class', properties: ['openDirectory'] },
  model: {
    title: 'Choose a model',
    properties: ['openFile'],
    filters: [{ name: 'Keras and TensorFlow.js models', extensions: ['h5', 'hdf5', 'keras', 'json'] }],
  },
  workspace: { title: 'Open a workspace', properties: ['openFile'], filters: WORKSPACES },
  array: {
    title: 'Choose an array',
    properties: ['openFile'],
    filters: [{ name: 'NumPy arrays', extensions: ['npy', 'npz'] }],
  },
  archive: {
    title: 'Choose the downloaded archive',
    properties: ['openFile'],
    filters: [{ name: 'Zip archives', extensions: ['zip'] }],
  },
}

export interface FileDialogOptions {
  readonly dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>
  readonly window: () => BrowserWindow | null
  /** Where the first dialog opens. */
  readonly folder: string
}

/** Native dialogs. What was chosen stays in this process as a path; the window is given a handle. */
export function createFileDialog({ dialog, window, folder }: FileDialogOptions): ChooseFile {
  return async (purpose) => {
    const parent = window()
    if (parent === null) return null
    if (purpose === 'new-workspace') {
      const options = {
        title: 'New workspace',
        defaultPath: join(folder, 'workspace.eosin'),
        filters: WORKSPACES,
      }
      const { canceled, filePath } = await dialog.showSaveDialog(parent, options)
      if (canceled || filePath === '') return null
      return extname(filePath) === '.eosin' ? filePath : `${filePath}.eosin`
    }
    const options = { ...OPENING[purpose], defaultPath: folder }
    const { canceled, filePaths } = await dialog.showOpenDialog(parent, options)
    const [chosen] = filePaths
    return canceled || chosen === undefined ? null : realpath(chosen)
  }
}
