import { join, resolve } from 'node:path'
import { WorkbenchError } from '#contract/errors.ts'
import { readImageFile } from './decode-image.ts'
import { listImageFolder } from './image-folder.ts'
import { positionOf, type OpenedSource, type SampleKey } from './opened-source.ts'
import { pictureReaders } from './picture-readers.ts'

/** Tiles of a folder; each is read from disk when asked for. */
export async function openFolderSource(path: string): Promise<OpenedSource> {
  const root = resolve(path)
  const { classNames, samples: listed, problems } = await listImageFolder(root)
  const samples = listed.map(({ name, label }) => ({ name, label: label ?? null }))
  const nameOf = (key: SampleKey): string =>
    typeof key === 'number' ? samples[positionOf(key, samples)]!.name : insideName(key.name)
  const bytesOf = (key: SampleKey): Promise<Uint8Array> => {
    const name = nameOf(key)
    return readImageFile(join(root, ...name.split('/')), name)
  }
  return { ...pictureReaders(bytesOf, nameOf), classNames, samples, problems }
}

/** Names come from a workspace file, which anyone may have written: none may lead out of the folder. */
function insideName(name: string): string {
  // On Windows a backslash separates folders and a colon names a drive; elsewhere both are ordinary characters.
  const windowsPath = process.platform === 'win32' && /[\\:]/.test(name)
  const steps = name.split('/')
  if (
    windowsPath ||
    name.includes('\0') ||
    steps.some((step) => step === '' || step === '.' || step === '..')
  ) {
    throw new WorkbenchError('unknown_sample', `unknown sample: ${name} (must lie inside the folder)`)
  }
  return name
}
