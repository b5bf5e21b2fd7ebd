import type { FileHandle } from '#contract/common.ts'

/** What the window does with a dropped file or folder. */
export type DroppedKind = 'workspace' | 'model' | 'data' | 'unknown'

const ENDINGS: readonly (readonly [DroppedKind, readonly string[]])[] = [
  ['workspace', ['.eosin']],
  ['model', ['.h5', '.hdf5', '.keras', '.json']],
  ['data', ['.npz', '.npy']],
]

/** A folder is a dataset; a file is what its name's ending says. */
export function droppedKind({ kind, name }: Pick<FileHandle, 'kind' | 'name'>): DroppedKind {
  if (kind === 'folder') return 'data'
  const lower = name.toLowerCase()
  return ENDINGS.find(([, endings]) => endings.some((ending) => lower.endsWith(ending)))?.[0] ?? 'unknown'
}
