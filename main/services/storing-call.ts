import type {
  Engine,
  EngineCallName,
  EngineInput,
  EngineItem,
  EngineOptions,
  EngineResult,
} from '../engine/protocol.ts'

/**
 * An engine call whose items are stored as they arrive. What the storing throws (a full disk, a locked file) stops the
 * engine and comes out of the call, instead of ending in the listener of the engine's messages.
 */
export async function callStoring<Name extends EngineCallName>(
  engine: Engine,
  name: Name,
  input: EngineInput<Name>,
  options: EngineOptions<EngineItem<Name>> & {
    readonly signal: AbortSignal
    readonly onItem: (item: EngineItem<Name>) => void
  },
): Promise<EngineResult<Name>> {
  const stop = new AbortController()
  const failures: unknown[] = []
  const onItem = (item: EngineItem<Name>) => {
    if (failures.length > 0) return
    try {
      options.onItem(item)
    } catch (thrown) {
      failures.push(thrown)
      stop.abort()
    }
  }
  const signal = AbortSignal.any([options.signal, stop.signal])
  try {
    const result = await engine.call(name, input, { ...options, signal, onItem })
    if (failures.length > 0) throw failures[0]
    return result
  } catch (thrown) {
    throw failures.length > 0 ? failures[0] : thrown
  }
}
