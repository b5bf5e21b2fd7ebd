import type { FileHandle } from '#contract/common.ts'

export type Purpose = 'tiles' | 'model' | 'workspace' | 'new-workspace' | 'archive'

interface PurposeText {
  readonly title: string
  readonly kind: 'file' | 'folder'
  readonly hint: string
  readonly nothing: string
  readonly shows: (entry: Pick<FileHandle, 'kind' | 'name'>) => boolean
}

const MODEL_ENDINGS = ['.h5', '.hdf5', '.keras', '.json']

function folderOr(endings: readonly string[]): PurposeText['shows'] {
  return ({ kind, name }) =>
    kind === 'folder' || endings.some((ending) => name.toLowerCase().endsWith(ending))
}

/** What the chooser looks for, in words. */
export const PURPOSES: Readonly<Record<Purpose, PurposeText>> = {
  tiles: {
    title: 'Choose the folder of tiles',
    kind: 'folder',
    hint: 'One sub-folder for each class.',
    nothing: 'No folders in here.',
    shows: () => true,
  },
  model: {
    title: 'Choose a model',
    kind: 'file',
    hint: 'A Keras .h5 file with its weights.',
    nothing: 'No folders and no model files in here.',
    shows: folderOr(MODEL_ENDINGS),
  },
  archive: {
    title: 'Choose the downloaded archive',
    kind: 'file',
    hint: 'The .zip file, as it was downloaded.',
    nothing: 'No folders and no .zip files in here.',
    shows: folderOr(['.zip']),
  },
  workspace: {
    title: 'Open a workspace',
    kind: 'file',
    hint: 'A file whose name ends in .eosin.',
    nothing: 'No folders and no workspaces in here.',
    shows: folderOr(['.eosin']),
  },
  'new-workspace': {
    title: 'Make a new workspace',
    kind: 'folder',
    hint: '',
    nothing: 'No folders and no workspaces in here.',
    shows: folderOr(['.eosin']),
  },
}

export function withExtension(name: string): string {
  const trimmed = name.trim()
  return trimmed.toLowerCase().endsWith('.eosin') ? trimmed : `${trimmed}.eosin`
}
