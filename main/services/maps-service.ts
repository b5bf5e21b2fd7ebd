import { WorkbenchError } from '#contract/errors.ts'
import type { HandlersOf } from './handlers.ts'
import { importMaps } from './map-import.ts'
import { toMapSummary, toRun } from './run-view.ts'
import type { ServiceContext } from './service-context.ts'
import type { TrustCalls } from './trust-service.ts'

export function mapsHandlers(context: ServiceContext): Omit<HandlersOf<'maps'>, TrustCalls> {
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
    'maps.range': async ({ runId }) => {
      const workspace = context.workspace.require()
      return workspace.maps.range(workspace.runs.get(runId).id)
    },
    'maps.compare': async ({ mapIds, topShare }) => {
      const { maps, models, runs } = context.workspace.require()
      const chosen = mapIds.map((mapId) => maps.get(mapId))
      const samples = new Set(chosen.map(({ sampleId }) => sampleId))
      if (samples.size > 1) {
        throw new WorkbenchError(
          'invalid_input',
          `incomparable maps: of samples ${[...samples].join(', ')} (must be of one sample)`,
        )
      }
      const asked = chosen.map(({ id, runId, shape, values }) => {
        const isSignal = models.get(runs.get(runId).modelId).kind === 'signal'
        // [L, C] is no plane.
        return { id, shape: isSignal && shape.length === 2 ? [1, ...shape] : shape, values }
      })
      return { pairs: [...(await context.engine.call('compare', { maps: asked, topShare }))] }
    },
    'maps.import': async ({ runId, file }) => {
      const workspace = context.workspace.require()
      const record = importMaps(workspace, workspace.runs.get(runId), context.files.resolve(file))
      context.emit('workspace.changed', { what: 'runs', runId: record.id })
      return toRun(record, workspace)
    },
  }
}
