import { MOST_MAPS } from './stage-maps.svelte.ts'

/** Maps that a link names; those that the sample does not have are left out. */
export interface WantedMaps {
  readonly shown: readonly number[]
  readonly focused: number | null
}

interface Candidate {
  readonly id: number
  readonly runId: number
}

/**
 * Which of a sample's maps go on the stage: those that a link names, in its order; else those of the runs that are on the
 * stage, so that the same questions go from sample to sample; else the newest.
 * @param maps  newest first
 */
export function chooseMaps<Map extends Candidate>(
  maps: readonly Map[],
  wanted: WantedMaps,
  runsOnStage: readonly number[],
): Map[] {
  const named = [...new Set([...wanted.shown, ...(wanted.focused === null ? [] : [wanted.focused])])]
  const byName = named.flatMap((id) => maps.find((map) => map.id === id) ?? [])
  if (byName.length > 0) return byName.slice(0, MOST_MAPS)
  const alike = [...new Set(runsOnStage)].flatMap((runId) => maps.find((map) => map.runId === runId) ?? [])
  return alike.length > 0 ? alike : maps.slice(0, 1)
}
