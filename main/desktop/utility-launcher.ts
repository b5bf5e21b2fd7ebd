import type { UtilityProcess } from 'electron'
import type { EngineLauncher, EngineProcess } from '../engine/launcher.ts'
import type { FromEngine } from '../engine/protocol.ts'
import type { ElectronMain } from './electron-main.ts'

/** What the engine may know of the environment; neither `NODE_OPTIONS` nor `LD_PRELOAD` nor anybody's secrets. */
const PASSED_VARIABLES = new Set([
  ...['PATH', 'HOME', 'USERPROFILE', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'TEMP', 'TMP'],
  ...['SYSTEMROOT', 'WINDIR', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'NUMBER_OF_PROCESSORS'],
  'OMP_NUM_THREADS',
])

function scrubEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const passed = Object.entries(environment).filter(([name, value]) => {
    const upper = name.toUpperCase()
    return value !== undefined && (PASSED_VARIABLES.has(upper) || /^(LC|EOSIN)_/.test(upper))
  })
  return Object.fromEntries(passed.map(([name, value]) => [name, value ?? '']))
}

/** Starts the engine as a utility process of Electron. Only after the app is ready. */
export function createUtilityLauncher(
  utilityProcess: Pick<ElectronMain['utilityProcess'], 'fork'>,
  entryPath: string,
): EngineLauncher {
  return () => {
    const child = utilityProcess.fork(entryPath, [], {
      serviceName: 'Eosin engine',
      env: scrubEnvironment(process.env),
      stdio: 'inherit',
    })
    return watchUtility(child)
  }
}

function watchUtility(child: UtilityProcess): EngineProcess {
  const exitListeners: ((reason: string) => void)[] = []
  let fatal: string | null = null
  let gone: string | null = null
  child.on('error', (type, location) => {
    fatal = `${type} in ${location}`
  })
  child.on('exit', (code) => {
    if (gone !== null) return
    gone = fatal === null ? `exit code ${code}` : `${fatal}, exit code ${code}`
    for (const listener of exitListeners) listener(gone)
  })
  return {
    get pid() {
      return child.pid ?? null
    },
    send: (message) => {
      // To a process that is gone there is nothing to say; its exit tells every caller.
      if (gone === null) child.postMessage(message)
    },
    onMessage: (listener) => {
      child.on('message', (message: FromEngine) => {
        listener(message)
      })
    },
    onExit: (listener) => {
      if (gone === null) exitListeners.push(listener)
      else listener(gone)
    },
    kill: () => {
      child.kill()
    },
  }
}
