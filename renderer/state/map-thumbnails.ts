import type { StoredMap } from '#contract/attributions.ts'
import { displayRange, planeOf, type Plane, type Range } from '../charts/map-raster.ts'
import { reducePlane } from '../charts/reduce-plane.ts'
import type { Client } from '../client/client.ts'
import { ThumbnailCache } from '../client/thumbnail-cache.ts'

const CAPACITY = 800
const PARALLEL = 4
/** Longest side that is kept of a map, px. */
const LONGEST_PX = 112

/** A map of a run, small, with the range of the whole; or why there is none. */
export type MapThumbnail =
  | { readonly kind: 'map'; readonly plane: Plane; readonly range: Range; readonly signed: boolean }
  | { readonly kind: 'silent'; readonly reason: string }
  | { readonly kind: 'absent' }

export type MapThumbnails = ThumbnailCache<MapThumbnail>

export function mapKey(runId: number, sampleId: number): string {
  return `${runId}/${sampleId}`
}

/** Maps of runs over the tiles of the grid. `signedOf` tells how a map is to be read. */
export function createMapThumbnails(client: Client, signedOf: (map: StoredMap) => boolean): MapThumbnails {
  return new ThumbnailCache<MapThumbnail>({
    capacity: CAPACITY,
    parallel: PARALLEL,
    load: async (key) => {
      const [runId, sampleId] = key.split('/').map(Number)
      const [map] = await client.call('maps.find', { runId: runId ?? 0, sampleIds: [sampleId ?? 0] })
      return map === undefined ? { kind: 'absent' } : thumbnailOf(map, signedOf(map))
    },
    release: () => {},
  })
}

function thumbnailOf(map: StoredMap, signed: boolean): MapThumbnail {
  const { degenerate } = map.diagnostics
  if (degenerate !== null) return { kind: 'silent', reason: degenerate }
  const plane = planeOf(map)
  return {
    kind: 'map',
    plane: reducePlane(plane, LONGEST_PX),
    range: displayRange(plane.values, signed),
    signed,
  }
}
