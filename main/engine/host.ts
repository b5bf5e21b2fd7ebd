import { WorkbenchError } from '#contract/errors.ts'
import type { EngineLauncher, EngineProcess } from './launcher.ts'
import { PendingCalls } from './pending-calls.ts'
import type {
  Engine,
  EngineCallName,
  EngineInput,
  EngineItem,
  EngineOptions,
  EngineResult,
} from './protocol.ts'

export type EngineState = 'starting' | 'ready' | 'crashed' | 'stopped'

interface EngineHostOptions {
  readonly launch: EngineLauncher
  readonly onState?: (state: EngineState, message: string | null) => void
}

/**
 * Keeps one engine process: starts it on the first call, tells every call in flight when it dies, and starts a new one
 * for the call after that. Cancelling waits for the engine's own word that it has stopped.
 */
export function startEngine(options: EngineHostOptions): Engine {
  return new EngineHost(options)
}

class EngineHost implements Engine {
  readonly #launch: EngineLauncher
  readonly #onState: (state: EngineState, message: string | null) => void
  readonly #pending = new PendingCalls()
  #process: EngineProcess | null = null
  #stopped = false

  constructor({ launch, onState = () => {} }: EngineHostOptions) {
    this.#launch = launch
    this.#onState = onState
  }

  get pid(): number | null {
    return this.#process?.pid ?? null
  }

  call<Name extends EngineCallName>(
    name: Name,
    input: EngineInput<Name>,
    options: EngineOptions<EngineItem<Name>> = {},
  ): Promise<EngineResult<Name>> {
    const { signal, timeLimitMs } = options
    if (signal?.aborted) return Promise.reject(new WorkbenchError('cancelled', `cancelled: ${name}`))
    return new Promise((resolve, reject) => {
      const engine = this.#running()
      const id = this.#pending.add({ name, ...options }, resolve, reject)
      const cancel = () => engine.send({ type: 'cancel', id })
      const expiry =
        timeLimitMs === undefined
          ? undefined
          : setTimeout(() => this.#giveUp(id, name, timeLimitMs), timeLimitMs)
      this.#pending.onSettled(id, () => {
        clearTimeout(expiry)
        signal?.removeEventListener('abort', cancel)
      })
      signal?.addEventListener('abort', cancel, { once: true })
      engine.send({ type: 'call', id, name, input })
    })
  }

  async stop(): Promise<void> {
    this.#stopped = true
    const engine = this.#process
    if (engine === null) return
    await new Promise<void>((resolve) => {
      engine.onExit(() => resolve())
      engine.kill()
    })
    this.#pending.failAll(stoppedError())
  }

  #running(): EngineProcess {
    if (this.#stopped) throw stoppedError()
    if (this.#process !== null) return this.#process
    this.#onState('starting', null)
    const engine = this.#launch()
    this.#process = engine
    engine.onMessage((message) => {
      if (message.type === 'ready') this.#onState('ready', null)
      else this.#pending.receive(message)
    })
    engine.onExit((reason) => this.#exited(engine, reason))
    return engine
  }

  #exited(engine: EngineProcess, reason: string): void {
    if (this.#process !== engine) return
    this.#process = null
    this.#onState(this.#stopped ? 'stopped' : 'crashed', this.#stopped ? null : reason)
    this.#pending.failAll(
      new WorkbenchError('engine_crashed', `engine crashed: ${reason} (the next request starts it again)`),
    )
  }

  /** Ends an engine that gives no answer; its exit fails the other calls in flight, and the next one starts a new process. */
  #giveUp(id: number, name: EngineCallName, limitMs: number): void {
    const message = `no answer: ${name} (within ${limitMs / 1000} s; the engine was ended)`
    this.#pending.fail(id, new WorkbenchError('engine_crashed', message))
    this.#process?.kill()
  }
}

function stoppedError(): WorkbenchError {
  return new WorkbenchError('cancelled', 'engine stopped: the program is closing')
}
