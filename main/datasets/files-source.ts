import { readdir } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { compareCodePoints } from './code-point-order.ts'
import { readImageFile } from './decode-image.ts'
import { PICTURE_FILE } from './image-folder.ts'
import { positionOf, type OpenedSource, type SampleKey } from './opened-source.ts'
import { pictureReaders } from './picture-readers.ts'

/**
 * Single pictures, each read from where it lies. Where they lie in class folders, the class folders beside them say what
 * the classes are called, and which one each is of.
 */
export async function openFilesSource(files: readonly string[]): Promise<OpenedSource> {
  const paths = files.map((path) => resolve(path))
  const classNames = await sharedClassFolders(paths)
  const samples = sampleNames(paths).map((name, index) => {
    const label = classNames.indexOf(parentName(paths[index] ?? ''))
    return { name, label: label < 0 ? null : label }
  })
  const bytesOf = (key: SampleKey): Promise<Uint8Array> => {
    const index = positionOf(key, samples)
    return readImageFile(paths[index] ?? '', samples[index]!.name)
  }
  const nameOf = (key: SampleKey): string => samples[positionOf(key, samples)]!.name
  return { ...pictureReaders(bytesOf, nameOf), classNames, samples, problems: [] }
}

/** Folder and file, as in a folder of class folders; the whole path where two would be called the same. */
function sampleNames(paths: readonly string[]): string[] {
  const short = paths.map((path) => `${parentName(path)}/${basename(path)}`)
  return short.map((name, index) =>
    short.indexOf(name) === short.lastIndexOf(name) ? name : (paths[index] ?? ''),
  )
}

function parentName(path: string): string {
  return basename(dirname(path))
}

/** The class folders of all paths together, or none where they do not lie in the same ones. */
async function sharedClassFolders(paths: readonly string[]): Promise<string[]> {
  const parents = new Set(paths.map((path) => dirname(dirname(path))))
  const [parent] = parents
  return parents.size === 1 && parent !== undefined ? classFolders(parent) : []
}

/** Names of the folders in a folder, sorted, where each of them holds pictures; else none. */
async function classFolders(parent: string): Promise<string[]> {
  try {
    const names = (await readdir(parent, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
    if (names.length < 2) return []
    for (const name of names) if (!(await holdsPictures(join(parent, name)))) return []
    return names.sort(compareCodePoints)
  } catch {
    // A folder beside it that cannot be looked into: then nothing is known of classes.
    return []
  }
}

async function holdsPictures(folder: string): Promise<boolean> {
  return (await readdir(folder)).some((name) => PICTURE_FILE.test(name))
}
