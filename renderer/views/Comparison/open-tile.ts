import type { AppState } from '../../state/app.svelte.ts'
import { formatRoute } from '../../state/route.ts'
import { mapsQuery } from '../../state/stage-link.ts'

/** Address of a tile, for a link that can be opened in a place of its own; without the maps, which have to be asked for. */
export function tileLink(sampleId: number): string {
  return formatRoute({ screen: 'inspect', sampleId })
}

/** Opens a tile in the inspector with the maps of these runs side by side. */
export async function openTile(app: AppState, sampleId: number, runIds: readonly number[]): Promise<void> {
  const runs = runIds.flatMap((id) => app.runs.runs.find((run) => run.id === id) ?? [])
  const [first] = runs
  if (first !== undefined) {
    app.workspace.chooseDataset(first.datasetId)
    app.workspace.chooseModel(first.modelId)
  }
  try {
    const found = await app.client.call('maps.find', { runId: runIds[0] ?? 0, sampleIds: [sampleId] })
    const others = await Promise.all(
      runIds.slice(1).map((runId) => app.client.call('maps.find', { runId, sampleIds: [sampleId] })),
    )
    const maps = [found, ...others].flatMap(([map]) => map ?? [])
    app.router.go('inspect', { sampleId, query: mapsQuery(maps, maps[0] ?? null) })
  } catch (thrown) {
    app.notices.report(thrown, 'Could not find the maps')
    app.router.go('inspect', { sampleId })
  }
}
