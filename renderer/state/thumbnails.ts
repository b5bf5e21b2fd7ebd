import type { Client } from '../client/client.ts'
import { ThumbnailCache } from '../client/thumbnail-cache.ts'

const CAPACITY = 1500
const PARALLEL = 4
/** Rendered once at twice the usual size: sharp on dense screens, and one entry for all sizes of the grid. */
const THUMBNAIL_PX = 256

export interface Thumbnails {
  readonly pictures: ThumbnailCache<string>
  readonly signals: ThumbnailCache<Float32Array>
  clear(): void
}

/** Thumbnails of the open workspace: blob URLs of pictures, values of signals. */
export function createThumbnails(client: Client): Thumbnails {
  const pictures = new ThumbnailCache<string>({
    capacity: CAPACITY,
    parallel: PARALLEL,
    load: async (key) => {
      const { mime, bytes } = await client.call('samples.picture', {
        sampleId: Number(key),
        size: THUMBNAIL_PX,
      })
      return URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: mime }))
    },
    release: (url) => URL.revokeObjectURL(url),
  })
  const signals = new ThumbnailCache<Float32Array>({
    capacity: CAPACITY * 4,
    parallel: PARALLEL,
    load: async (key) => (await client.call('samples.signal', { sampleId: Number(key) })).values,
    release: () => {},
  })
  return {
    pictures,
    signals,
    clear: () => {
      pictures.clear()
      signals.clear()
    },
  }
}
