import { fork } from 'node:child_process'
import type { EngineProcess } from './launcher.ts'
import type { FromEngine } from './protocol.ts'

/**
 * Starts the engine as a child of Node (browser mode, command line, tests).
 * Structured clone ('advanced') keeps typed arrays binary. The child ends itself when this process is gone.
 */
export function forkEngine(entryPath: string): EngineProcess {
  const child = fork(entryPath, [], {
    serialization: 'advanced',
    execArgv: entryPath.endsWith('.ts') ? ['--disable-warning=ExperimentalWarning'] : [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exitListeners: ((reason: string) => void)[] = []
  let gone: string | null = null
  function leave(reason: string): void {
    if (gone !== null) return
    gone = reason
    for (const listener of exitListeners) listener(reason)
  }
  child.on('exit', (code, signal) => leave(signal === null ? `exit code ${code}` : `signal ${signal}`))
  child.on('error', (error) => leave(error.message))
  return {
    pid: child.pid ?? null,
    send: (message) => {
      // A failed send means that the process is going; its exit tells every caller.
      if (child.connected) child.send(message, () => {})
    },
    onMessage: (listener) => child.on('message', (message) => listener(message as FromEngine)),
    onExit: (listener) => {
      if (gone === null) exitListeners.push(listener)
      else listener(gone)
    },
    kill: () => child.kill(),
  }
}
