import { WorkbenchError } from '#contract/errors.ts'
import type {
  EngineCallName,
  EngineItem,
  EngineOptions,
  EngineResult,
  FromEngine,
  Progress,
} from './protocol.ts'

interface PendingCall {
  readonly resolve: (result: unknown) => void
  readonly reject: (error: WorkbenchError) => void
  readonly onItem: ((item: unknown) => void) | undefined
  readonly onProgress: ((progress: Progress) => void) | undefined
  onSettled: () => void
}

/** The calls that the engine has not answered yet. */
export class PendingCalls {
  readonly #calls = new Map<number, PendingCall>()
  #nextId = 1

  /** @returns the id that the call's messages carry */
  add<Name extends EngineCallName>(
    { onItem, onProgress }: { name: Name } & EngineOptions<EngineItem<Name>>,
    resolve: (result: EngineResult<Name>) => void,
    reject: (error: WorkbenchError) => void,
  ): number {
    const id = this.#nextId++
    this.#calls.set(id, {
      // The protocol's types tie the result and the items to the name; a message carries them untyped.
      resolve: (result) => resolve(result as EngineResult<Name>),
      reject,
      onItem: onItem as ((item: unknown) => void) | undefined,
      onProgress,
      onSettled: () => {},
    })
    return id
  }

  onSettled(id: number, listener: () => void): void {
    const call = this.#calls.get(id)
    if (call !== undefined) call.onSettled = listener
  }

  receive(message: Exclude<FromEngine, { type: 'ready' }>): void {
    const call = this.#calls.get(message.id)
    if (call === undefined) return
    if (message.type === 'item') call.onItem?.(message.item)
    else if (message.type === 'progress') call.onProgress?.(message.progress)
    else if (message.type === 'error') this.fail(message.id, WorkbenchError.fromRecord(message.error))
    else {
      this.#remove(message.id)
      call.resolve(message.result)
    }
  }

  fail(id: number, error: WorkbenchError): void {
    const call = this.#calls.get(id)
    this.#remove(id)
    call?.reject(error)
  }

  failAll(error: WorkbenchError): void {
    for (const id of [...this.#calls.keys()]) this.fail(id, error)
  }

  #remove(id: number): void {
    this.#calls.get(id)?.onSettled()
    this.#calls.delete(id)
  }
}
