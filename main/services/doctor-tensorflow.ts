import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { DoctorReport } from '#contract/app.ts'

type DoctorCheck = DoctorReport['checks'][number]

// The addon is built for N-API 8, whatever the running Node offers.
const ADDON_FOLDER = join('lib', 'napi-v8')
const FETCH = 'npm run setup:native, with a network; the other backends need nothing'

/** The files of tfjs-node's native half: the addon, libtensorflow, and on Windows the dll's place. */
export function checkTensorflowLibrary(): DoctorCheck {
  const folder = packageFolder()
  if (folder === null) return check('warning', '@tensorflow/tfjs-node is not installed', 'npm ci')
  const addon = join(folder, ADDON_FOLDER, 'tfjs_binding.node')
  if (!existsSync(addon)) return check('warning', 'the native library has not been downloaded', FETCH)
  if (process.platform === 'win32') return checkWindowsLibrary(folder)
  const libraries = join(folder, 'deps', 'lib')
  const present =
    existsSync(libraries) && readdirSync(libraries).some((name) => name.startsWith('libtensorflow'))
  if (!present) return check('warning', `libtensorflow is missing from ${libraries}`, FETCH)
  return check('ok', `addon and library in ${folder}`, null)
}

/** tfjs-node's installer may put tensorflow.dll beside the wrong folder (tfjs issue 8579). */
function checkWindowsLibrary(folder: string): DoctorCheck {
  const expected = join(folder, ADDON_FOLDER, 'tensorflow.dll')
  if (existsSync(expected)) return check('ok', `addon and tensorflow.dll in ${folder}`, null)
  const source = join(folder, 'deps', 'lib', 'tensorflow.dll')
  return check(
    'warning',
    `tensorflow.dll is not beside the addon: ${expected}`,
    `copy ${source} to ${expected}`,
  )
}

function packageFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json'))
  } catch {
    return null
  }
}

function check(state: DoctorCheck['state'], message: string, remedy: string | null): DoctorCheck {
  return { id: 'tensorflow-library', title: 'TensorFlow library', state, message, remedy }
}
