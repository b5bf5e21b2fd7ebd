import type { FromEngine, ToEngine } from './protocol.ts'

export interface ParentPort {
  post(message: FromEngine): void
  onMessage(listener: (message: ToEngine) => void): void
}

/** What Electron gives a utility process in place of `process.send`. */
interface UtilityParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { data: unknown }) => void): void
}

/** The line to the main process: Electron's parentPort, or the channel of `child_process.fork`. */
export function connectParent(): ParentPort {
  const { parentPort } = process as { parentPort?: UtilityParentPort }
  // Electron only warns of an unhandled rejection in a utility process: a broken engine must not linger.
  process.on('unhandledRejection', (reason) => {
    process.stderr.write(`engine: ${reason instanceof Error ? reason.stack : String(reason)}\n`)
    process.exit(1)
  })
  if (parentPort !== undefined) {
    return {
      post: (message) => parentPort.postMessage(message),
      onMessage: (listener) => parentPort.on('message', ({ data }) => listener(data as ToEngine)),
    }
  }
  if (process.send === undefined) throw new Error('the engine is started by the program, not by hand')
  // Whoever started us is gone: nothing that we compute could be stored.
  process.on('disconnect', () => process.exit(0))
  return {
    // What cannot be sent any more has nobody to read it; 'disconnect' ends us.
    post: (message) => process.send?.(message, () => {}),
    onMessage: (listener) => process.on('message', (message) => listener(message as ToEngine)),
  }
}
