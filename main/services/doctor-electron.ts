import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { DoctorReport } from '#contract/app.ts'

type DoctorCheck = DoctorReport['checks'][number]

const TITLE = 'Electron'

/** Looks for Electron's own binary without importing the package, which would start a download. */
export function checkElectron(): DoctorCheck {
  if (process.versions['electron'] !== undefined) {
    return check('ok', `running inside Electron ${process.versions['electron']}`, null)
  }
  const folder = electronFolder()
  if (folder === null) {
    return check(
      'warning',
      'the electron package is not installed',
      'npm ci, for the window; the browser mode works',
    )
  }
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  const name = executableName(folder)
  const path = name === null ? null : join(override ?? join(folder, 'dist'), name)
  if (path !== null && existsSync(path)) return check('ok', `binary at ${path}`, null)
  return check(
    'warning',
    'the binary has not been downloaded; npm start serves the browser mode instead',
    'npx install-electron --no, with a network (ELECTRON_MIRROR names another server)',
  )
}

function electronFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  } catch {
    return null
  }
}

/** `path.txt` is written when the download is complete; with an override only Linux can do without. */
function executableName(folder: string): string | null {
  const note = join(folder, 'path.txt')
  if (existsSync(note)) return readFileSync(note, 'utf8').trim()
  const overridden = process.env['ELECTRON_OVERRIDE_DIST_PATH'] !== undefined
  return overridden && process.platform === 'linux' ? 'electron' : null
}

function check(state: DoctorCheck['state'], message: string, remedy: string | null): DoctorCheck {
  return { id: 'electron', title: TITLE, state, message, remedy }
}
