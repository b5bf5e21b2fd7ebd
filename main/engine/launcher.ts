import type { FromEngine, ToEngine } from './protocol.ts'

/** A running engine process, seen through what its launcher can do: utilityProcess or child_process. */
export interface EngineProcess {
  readonly pid: number | null
  send(message: ToEngine): void
  onMessage(listener: (message: FromEngine) => void): void
  /** Called once, when the process is gone, with why. */
  onExit(listener: (reason: string) => void): void
  kill(): void
}

export type EngineLauncher = () => EngineProcess
