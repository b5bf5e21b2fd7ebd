import type { HandlersOf } from './handlers.ts'
import { toMapSummary } from './run-view.ts'
import type { ServiceContext } from './service-context.ts'

export function mapsHandlers(context: ServiceContext): HandlersOf<'maps'> {
  return {
    'maps.get': async ({ mapId }) => {
      const workspace = context.workspace.require()
      const map = workspace.maps.get(mapId)
      return { ...toMapSummary(map, workspace.runs.get(map.runId)), values: map.values }
    },
  }
}
