import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Packed applications carry their resources beside the archive; Electron says where. */
function packedResources(): string | null {
  const folder: unknown = Reflect.get(process, 'resourcesPath')
  return typeof folder === 'string' ? join(folder, 'resources') : null
}

/** Climbs from the running file (main/services or out/main) to the folder that has both. */
function projectFolder(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) return import.meta.dirname
    folder = parent
  }
  return folder
}

/** A file of the program itself, wherever it runs from: sources, out/, or a package. */
export function projectPath(...parts: readonly string[]): string {
  return join(projectFolder(), ...parts)
}

/** A data file that ships with the program. Native code cannot read inside an archive, hence the unpacked copy first. */
export function resourcePath(...parts: readonly string[]): string {
  const packed = packedResources()
  if (packed !== null) {
    const path = join(packed, ...parts)
    if (existsSync(path)) return path
  }
  return projectPath('resources', ...parts)
}
