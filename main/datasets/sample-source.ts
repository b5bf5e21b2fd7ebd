import { openFilesSource } from './files-source.ts'
import { openFolderSource } from './folder-source.ts'
import { openMnist1dSource } from './mnist1d-source.ts'
import { openNpzSource } from './npz-source.ts'
import type { OpenedSource, SourceListing } from './opened-source.ts'
import { openSyntheticSource } from './synthetic-source.ts'

export type { OpenedSource, SampleKey, SourceListing, SourceSample } from './opened-source.ts'

/** Where samples come from: plain data, kept in the workspace and sent to the engine. */
export type SampleSource =
  | { readonly kind: 'folder'; readonly path: string }
  /** Single pictures: absolute paths. */
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  | { readonly kind: 'mnist1d'; readonly seed: number; readonly split: 'train' | 'test' }
  /** The first `count` tiles of painted tissue of that seed. */
  | { readonly kind: 'synthetic'; readonly seed: number; readonly count: number }
  /** An .npz with x and y (or x_test and y_test), or an .npy of x alone. */
  | { readonly kind: 'npz'; readonly path: string }

/**
 * Opens a source: lists its samples, and reads them one by one.
 * @throws WorkbenchError `file_unreadable`, `file_corrupt`, `file_unsupported`, `invalid_param`
 */
export async function openSource(source: SampleSource): Promise<OpenedSource> {
  switch (source.kind) {
    case 'folder':
      return openFolderSource(source.path)
    case 'files':
      return openFilesSource(source.paths)
    case 'mnist1d':
      return openMnist1dSource(source.seed, source.split)
    case 'synthetic':
      return openSyntheticSource(source.seed, source.count)
    case 'npz':
      return openNpzSource(source.path)
  }
}

/** What a source holds, as plain data that crosses a process border. */
export function listingOf({ kind, classNames, samples, problems }: OpenedSource): SourceListing {
  return { kind, classNames, samples, problems }
}
