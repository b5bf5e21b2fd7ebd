import { WorkbenchError } from '#contract/errors.ts'
import type { EngineLauncher, EngineProcess } from './launcher.ts'
import type {
  Engine,
  EngineCallName,
  EngineInput,
  EngineItem,
  EngineOptions,
  EngineResult,
  FromEngine,
  Progress,
} from './protocol.ts'

export type EngineState = 'starting' | 'ready' | 'crashed' | 'stopped'

interface PendingCall {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: WorkbenchError) => void
  readonly onItem: ((item: unknown) => void) | undefined
  readonly onProgress: ((progress: Progress) => void) | undefined
}

interface EngineHostOptions {
  readonly launch: EngineLauncher
  readonly onState?: (state: EngineState, message: string | null) => void
}

/**
 * Keeps one engine process: starts it on the first call, tells every call in flight when it dies, and starts a new one
 * for the call after that. Cancelling waits for the engine's own word that it has stopped.
 */
export function startEngine({ launch, onState = () => {} }: EngineHostOptions): Engine {
  const pending = new Map<number, PendingCall>()
  let child: EngineProcess | null = null
  let nextId = 1
  let stopped = false

  function failAll(error: WorkbenchError): void {
    const calls = [...pending.values()]
    pending.clear()
    for (const call of calls) call.reject(error)
  }

  function receive(message: FromEngine): void {
    if (message.type === 'ready') {
      onState('ready', null)
      return
    }
    const call = pending.get(message.id)
    if (call === undefined) return
    if (message.type === 'item') call.onItem?.(message.item)
    else if (message.type === 'progress') call.onProgress?.(message.progress)
    else {
      pending.delete(message.id)
      if (message.type === 'result') call.resolve(message.result)
      else call.reject(WorkbenchError.fromRecord(message.error))
    }
  }

  function running(): EngineProcess {
    if (stopped) throw new WorkbenchError('cancelled', 'engine stopped: the program is closing')
    if (child !== null) return child
    onState('starting', null)
    const started = launch()
    started.onMessage(receive)
    started.onExit((reason) => {
      if (child !== started) return
      child = null
      onState(stopped ? 'stopped' : 'crashed', stopped ? null : reason)
      failAll(
        new WorkbenchError('engine_crashed', `engine crashed: ${reason} (the next request starts it again)`),
      )
    })
    child = started
    return started
  }

  /** Ends an engine that gives no answer; its exit fails the other calls in flight, and the next one starts a new process. */
  function giveUp(id: number, name: EngineCallName, limitMs: number): void {
    const call = pending.get(id)
    pending.delete(id)
    call?.reject(
      new WorkbenchError(
        'engine_crashed',
        `no answer: ${name} (within ${limitMs / 1000} s; the engine was ended)`,
      ),
    )
    child?.kill()
  }

  function call<Name extends EngineCallName>(
    name: Name,
    input: EngineInput<Name>,
    { signal, onItem, onProgress, timeLimitMs }: EngineOptions<EngineItem<Name>> = {},
  ): Promise<EngineResult<Name>> {
    if (signal?.aborted) return Promise.reject(new WorkbenchError('cancelled', `cancelled: ${name}`))
    return new Promise<EngineResult<Name>>((resolve, reject) => {
      const engine = running()
      const id = nextId++
      const cancel = () => engine.send({ type: 'cancel', id })
      const expiry =
        timeLimitMs === undefined ? undefined : setTimeout(() => giveUp(id, name, timeLimitMs), timeLimitMs)
      const settle = () => {
        clearTimeout(expiry)
        signal?.removeEventListener('abort', cancel)
      }
      pending.set(id, {
        // The protocol's types tie the result and the items to the name; a message carries them untyped.
        resolve: (result) => (settle(), resolve(result as EngineResult<Name>)),
        reject: (error) => (settle(), reject(error)),
        onItem: onItem as ((item: unknown) => void) | undefined,
        onProgress,
      })
      signal?.addEventListener('abort', cancel, { once: true })
      engine.send({ type: 'call', id, name, input })
    })
  }

  async function stop(): Promise<void> {
    stopped = true
    const engine = child
    if (engine === null) return
    await new Promise<void>((resolve) => {
      engine.onExit(() => resolve())
      engine.kill()
    })
    failAll(new WorkbenchError('cancelled', 'engine stopped: the program is closing'))
  }

  return {
    call,
    stop,
    get pid() {
      return child?.pid ?? null
    },
  }
}
