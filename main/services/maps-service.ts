import type { HandlersOf } from './handlers.ts'
import { importMaps } from './map-import.ts'
import { toMapSummary, toRun } from './run-view.ts'
import type { ServiceContext } from './service-context.ts'

export function mapsHandlers(context: ServiceContext): HandlersOf<'maps'> {
  return {
    'maps.get': async ({ mapId }) => {
      const workspace = context.workspace.require()
      const map = workspace.maps.get(mapId)
      return { ...toMapSummary(map, workspace.runs.get(map.runId)), values: map.values }
    },
    'maps.find': async ({ runId, sampleIds }) => {
      const workspace = context.workspace.require()
      const run = workspace.runs.get(runId)
      return sampleIds.flatMap((sampleId) => {
        const map = workspace.maps.find(runId, sampleId)
        return map === undefined || map.stale ? [] : [{ ...toMapSummary(map, run), values: map.values }]
      })
    },
    'maps.index': async ({ runId }) => {
      const workspace = context.workspace.require()
      workspace.runs.get(runId)
      return workspace.maps.index(runId)
    },
    'maps.list': async ({ runId }) => {
      const workspace = context.workspace.require()
      const run = workspace.runs.get(runId)
      return workspace.maps.list(runId).map((map) => toMapSummary(map, run))
    },
    'maps.import': async ({ runId, file }) => {
      const workspace = context.workspace.require()
      const record = importMaps(workspace, workspace.runs.get(runId), context.files.resolve(file))
      context.emit('workspace.changed', { what: 'runs', runId: record.id })
      return toRun(record, workspace)
    },
  }
}
