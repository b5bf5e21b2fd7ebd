import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { createRequire } from 'node:module'

/**
 * Where Electron's program is, or null. Never `import 'electron'`: that downloads it.
 * @param {string} root folder of the project
 * @param {NodeJS.ProcessEnv} environment
 */
export function electronBinary(root, environment = process.env) {
  let folder
  try {
    folder = dirname(createRequire(join(root, 'package.json')).resolve('electron/package.json'))
  } catch {
    // Installed without development dependencies.
    return null
  }
  const name = recordedName(folder) ?? defaultName()
  const path = join(environment.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name)
  return existsSync(path) ? path : null
}

/** @param {string} folder of the package `electron` */
function recordedName(folder) {
  try {
    return readFileSync(join(folder, 'path.txt'), 'utf8').trim()
  } catch {
    // Written by the download.
    return null
  }
}

function defaultName() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron'
  return process.platform === 'win32' ? 'electron.exe' : 'electron'
}

/**
 * Why no window can be shown here, or null.
 * @param {NodeJS.Platform} platform
 * @param {NodeJS.ProcessEnv} environment
 */
export function missingDisplay(platform = process.platform, environment = process.env) {
  if (platform === 'darwin' || platform === 'win32') return null
  if (environment.DISPLAY || environment.WAYLAND_DISPLAY) return null
  return 'there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)'
}
