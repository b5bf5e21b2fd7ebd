import { copyFileSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { WorkbenchError } from '#contract/errors.ts'

const PICTURE = /\.(tiff?|png|jpe?g|webp|bmp)$/i

/**
 * Puts a copy of one tile into a folder of its own. Where the tile lies in a class folder, the class folders beside it come
 * along empty: they say what the classes are called, and which one the tile is of.
 */
export function isolateTile(input: string, folder: string): void {
  const path = resolve(input)
  if (!existsSync(path)) throw new WorkbenchError('file_unreadable', `input missing: ${input} (no such file)`)
  if (!statSync(path).isFile() || !PICTURE.test(path)) {
    throw new WorkbenchError(
      'file_unsupported',
      `input not supported: ${input} (must be a TIFF, PNG, JPEG, WebP or BMP picture; for signals use --data mnist1d --index N)`,
    )
  }
  const classes = classFolders(dirname(path))
  for (const name of classes) mkdirSync(join(folder, name))
  const place = classes.length === 0 ? folder : join(folder, basename(dirname(path)))
  copyFileSync(path, join(place, basename(path)))
}

/** Names of the folders beside the tile's, where each of them holds pictures; else none. */
function classFolders(folder: string): string[] {
  try {
    const parent = dirname(folder)
    const names = readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
    const areClasses = names.length > 1 && names.every((name) => holdsPictures(join(parent, name)))
    return areClasses ? names : []
  } catch {
    // A folder beside it that cannot be looked into: then nothing is known of classes.
    return []
  }
}

function holdsPictures(folder: string): boolean {
  return readdirSync(folder).some((name) => PICTURE.test(name))
}
