import type { EventPayload } from '#contract/events.ts'
import { EVENTS, type EventName } from '#contract/names.ts'

/** Where events are handed out: services emit, each transport subscribes. */
export interface EventHub {
  emit<Name extends EventName>(name: Name, payload: EventPayload<Name>): void
  /** @returns a function that ends the subscription */
  subscribe(name: EventName, listener: (payload: unknown) => void): () => void
  /** Every event, for a transport that passes all of them on. */
  subscribeAll(listener: (name: EventName, payload: unknown) => void): () => void
}

/** One listener that throws never keeps an event from the others; `onListenerError` is told. */
export function createEventHub(onListenerError: (error: unknown) => void = console.error): EventHub {
  const listeners = new Map<EventName, Set<(payload: unknown) => void>>(
    EVENTS.map((name) => [name, new Set<(payload: unknown) => void>()]),
  )
  const subscribe = (name: EventName, listener: (payload: unknown) => void) => {
    // Wrapped, so that the same function subscribed twice is two subscriptions.
    const entry = (payload: unknown) => {
      listener(payload)
    }
    listeners.get(name)?.add(entry)
    return () => {
      listeners.get(name)?.delete(entry)
    }
  }
  return {
    subscribe,
    emit: (name, payload) => {
      for (const listener of [...(listeners.get(name) ?? [])])
        try {
          listener(payload)
        } catch (error) {
          onListenerError(error)
        }
    },
    subscribeAll: (listener) => {
      const ends = EVENTS.map((name) =>
        subscribe(name, (payload) => {
          listener(name, payload)
        }),
      )
      return () => {
        for (const end of ends) end()
      }
    },
  }
}
