import type { Sharp, SharpOptions } from 'sharp'
import { WorkbenchError } from '#contract/errors.ts'

type SharpFactory = (input: Uint8Array, options?: SharpOptions) => Sharp

let loading: Promise<SharpFactory> | undefined

/**
 * Loads the native picture library on first use, so that the program starts and says what is missing where it does not load.
 * @throws WorkbenchError `capability_missing`
 */
export function loadSharp(): Promise<SharpFactory> {
  loading ??= import('sharp').then(
    ({ default: sharp }) => {
      // Every tile is read once; a cache only holds memory.
      sharp.cache(false)
      return sharp
    },
    (cause: unknown) => {
      loading = undefined
      const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause)
      throw new WorkbenchError('capability_missing', `picture library does not load: sharp (${reason})`, {
        cause,
      })
    },
  )
  return loading
}
