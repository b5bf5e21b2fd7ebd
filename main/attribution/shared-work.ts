import type { CancelSignal } from '../graph/backend.ts'

interface Store<Key, Value> {
  get(key: Key): Promise<Value> | undefined
  set(key: Key, value: Promise<Value>): unknown
  delete(key: Key): boolean
}

/**
 * What is computed once and wanted by several callers at a time. A caller that waits for another's work does it itself where
 * that fails: the other may have been cancelled.
 */
export async function sharedWork<Key, Value>(
  store: Store<Key, Value>,
  key: Key,
  signal: CancelSignal,
  compute: () => Promise<Value>,
): Promise<Value> {
  const present = store.get(key)
  if (present !== undefined) {
    try {
      return await present
    } catch {
      signal.throwIfAborted()
    }
  }
  const computing = compute()
  store.set(key, computing)
  computing.catch(() => {
    if (store.get(key) === computing) store.delete(key)
  })
  return computing
}
