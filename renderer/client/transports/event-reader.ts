import { decodeFrame } from '#contract/codec.ts'
import { createFrameSplitter } from '#contract/frame-stream.ts'
import type { EventName } from '#contract/names.ts'
import type { Reply } from '#contract/transport.ts'

export type Connection = 'connected' | 'lost' | 'refused'

/** The server gives a sign of life every 10 s. */
const SILENCE_MS = 30_000
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5_000
const LISTED = ['workspace', 'datasets', 'models', 'predictions', 'runs', 'maps', 'scores'] as const

interface EventReaderOptions {
  readonly open: (signal: AbortSignal) => Promise<Response>
  readonly onConnection: (connection: Connection) => void
  /** Asked after a gap, for what the missed events would have told. */
  readonly jobs: () => Promise<Reply>
}

type Listener = (payload: unknown) => void

/** One stream of events for all subscriptions, open while there are any, and opened again whenever it breaks. */
export function createEventReader({ open, onConnection, jobs }: EventReaderOptions) {
  const listeners = new Map<EventName, Set<Listener>>()
  let current: AbortController | null = null

  const emit = (name: unknown, payload: unknown) => {
    for (const [event, entries] of listeners)
      if (event === name) for (const listener of [...entries]) notify(listener, payload)
  }

  async function catchUp(): Promise<void> {
    const reply = await jobs()
    if (reply.ok && Array.isArray(reply.value)) for (const job of reply.value) emit('job.changed', job)
    for (const what of LISTED) emit('workspace.changed', { what })
  }

  async function run(stop: AbortController): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS
    let missed = false
    while (!stop.signal.aborted) {
      const outcome = await readOnce(open, stop.signal, emit, () => {
        onConnection('connected')
        pauseMs = FIRST_PAUSE_MS
        if (missed) void catchUp()
      })
      if (stop.signal.aborted) return
      onConnection(outcome)
      if (outcome === 'refused') return
      missed = true
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)
    }
  }

  function close(): void {
    current?.abort()
    current = null
  }

  function subscribe(name: EventName, listener: Listener): () => void {
    const entry: Listener = (payload) => {
      listener(payload)
    }
    const entries = listeners.get(name) ?? new Set()
    listeners.set(name, entries.add(entry))
    if (current === null) {
      current = new AbortController()
      void run(current)
    }
    return () => {
      entries.delete(entry)
      if ([...listeners.values()].every((set) => set.size === 0)) close()
    }
  }

  return { subscribe, close }
}

/** A listener that throws must not look like a broken connection. */
function notify(listener: Listener, payload: unknown): void {
  try {
    listener(payload)
  } catch (error) {
    console.error(error)
  }
}

/** Reads one connection to its end. */
async function readOnce(
  open: (signal: AbortSignal) => Promise<Response>,
  stop: AbortSignal,
  emit: (name: unknown, payload: unknown) => void,
  onOpen: () => void,
): Promise<'lost' | 'refused'> {
  const silent = new AbortController()
  let timer = setTimeout(() => {
    silent.abort()
  }, SILENCE_MS)
  try {
    const response = await open(AbortSignal.any([stop, silent.signal]))
    if (!response.ok) return response.status === 401 || response.status === 403 ? 'refused' : 'lost'
    if (response.body === null) return 'lost'
    onOpen()
    const split = createFrameSplitter()
    const reader = response.body.getReader()
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      clearTimeout(timer)
      timer = setTimeout(() => {
        silent.abort()
      }, SILENCE_MS)
      for (const frame of split(part.value)) {
        const event = decodeFrame(frame)
        if (typeof event === 'object' && event !== null && 'name' in event && 'payload' in event)
          emit(event.name, event.payload)
      }
    }
    return 'lost'
  } catch {
    // Whatever broke it, the answer is the same: connect again.
    return 'lost'
  } finally {
    clearTimeout(timer)
  }
}
