import { encodeFrame } from '#contract/codec.ts'
import { prefixFrame } from '#contract/frame-stream.ts'
import type { EventHub } from '../ipc/event-hub.ts'

/** The window takes silence of three times this for a lost connection. */
const SIGN_OF_LIFE_MS = 10_000
/** A window that does not read is cut off; it connects again and asks for what it missed. */
const MAXIMUM_UNREAD_BYTES = 16 * 1024 * 1024
/** Two previews at their largest. */
const MOST_UNREAD_FOR_PREVIEWS = 512 * 1024

/** Every event from now on, as prefixed frames of `{ name, payload }`, until the reader or `signal` ends it. */
export function streamEvents(hub: EventHub, signal: AbortSignal): ReadableStream<Uint8Array> {
  let end = () => {}
  return new ReadableStream<Uint8Array>(
    {
      start: (controller) => {
        const send = (frame: Uint8Array) => {
          controller.enqueue(prefixFrame(frame))
          if ((controller.desiredSize ?? 0) < 0) close()
        }
        const unreadBytes = () => MAXIMUM_UNREAD_BYTES - (controller.desiredSize ?? 0)
        const sendSignOfLife = () => {
          send(new Uint8Array(0))
        }
        const timer = setInterval(sendSignOfLife, SIGN_OF_LIFE_MS)
        timer.unref()
        const unsubscribe = hub.subscribeAll((name, payload) => {
          // The next preview stands for this one: a window that lags behind gets only what it cannot do without.
          if (name === 'map.partial' && unreadBytes() > MOST_UNREAD_FOR_PREVIEWS) return
          send(encodeFrame({ name, payload }))
        })
        end = () => {
          clearInterval(timer)
          unsubscribe()
          signal.removeEventListener('abort', close)
        }
        function close() {
          end()
          controller.close()
        }
        signal.addEventListener('abort', close)
        sendSignOfLife()
      },
      cancel: () => {
        end()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MAXIMUM_UNREAD_BYTES }),
  )
}
