import { describe, expect, it } from 'vitest'
import type { StoredMap } from '#contract/attributions.ts'
import { chooseMaps } from '../../../renderer/state/choose-maps.ts'
import { MOST_MAPS, StageMaps } from '../../../renderer/state/stage-maps.svelte.ts'

const mapOf = (id: number): StoredMap => ({
  id, runId: id, sampleId: 1, modelId: 1, method: 'sise', params: {}, targetClass: 0, versus: null, output: 'logit', seed: 0,
  shape: [1], backend: 'wasm', durationMs: 1, computedAt: 1, values: Float32Array.of(id),
  diagnostics: { evaluations: 1, sum: 0, minimum: 0, maximum: 1, degenerate: null, score: null, details: {} },
}) // prettier-ignore

function stageOf(...ids: number[]): StageMaps {
  const stage = new StageMaps()
  stage.set(ids.map(mapOf), ids[0] ?? null)
  return stage
}
const idsOf = (stage: StageMaps) => stage.shown.map(({ id }) => id)

describe('StageMaps', () => {
  it('has no focused map while it is empty', () => {
    expect([new StageMaps().focused, idsOf(new StageMaps())]).toEqual([null, []])
  })

  it('show(map) takes the focused pane; a map that is there already only gets the focus', () => {
    const stage = stageOf(1, 2, 3)
    stage.focus(2)
    stage.show(mapOf(9))
    expect([idsOf(stage), stage.focused?.id]).toEqual([[1, 9, 3], 9])
    stage.show(mapOf(3))
    expect([idsOf(stage), stage.focused?.id]).toEqual([[1, 9, 3], 3])
  })

  it('add(map) opens a pane right of the focused one, until there are six', () => {
    const stage = stageOf(1, 2)
    stage.add(mapOf(3))
    expect([idsOf(stage), stage.focused?.id]).toEqual([[1, 3, 2], 3])
    for (const id of [4, 5, 6]) stage.add(mapOf(id))
    expect([stage.full, idsOf(stage).length]).toEqual([true, MOST_MAPS])
    stage.add(mapOf(7))
    expect([idsOf(stage).length, stage.focused?.id]).toEqual([MOST_MAPS, 7])
  })

  it('focusNext(direction) goes round', () => {
    const stage = stageOf(1, 2, 3)
    stage.focusNext(-1)
    expect(stage.focused?.id).toBe(3)
    stage.focusNext(1)
    expect(stage.focused?.id).toBe(1)
  })

  it('close(id) gives the focus to the neighbour, and leaves it where it is when another pane is closed', () => {
    const stage = stageOf(1, 2, 3)
    stage.close(3)
    expect(stage.focused?.id).toBe(1)
    stage.close(1)
    expect([idsOf(stage), stage.focused?.id]).toEqual([[2], 2])
    stage.close(2)
    expect([idsOf(stage), stage.focused]).toEqual([[], null])
  })

  it('difference holds only while both maps are on the stage', () => {
    const stage = stageOf(1, 2, 3)
    stage.subtract({ a: 1, b: 3, normalisation: 'raw' })
    expect(stage.difference).toEqual({ a: 1, b: 3, normalisation: 'raw' })
    stage.close(3)
    expect(stage.difference).toBeNull()
  })
})

describe('chooseMaps(maps, wanted, runsOnStage)', () => {
  const maps = [5, 4, 3, 2, 1].map((id) => ({ id, runId: 10 * id }))
  const none = { shown: [], focused: null }
  const chosen = (...arguments_: Parameters<typeof chooseMaps>) =>
    chooseMaps(...arguments_).map(({ id }) => id)

  it('takes what a link names, in its order, and leaves out what the sample does not have', () => {
    expect(chosen(maps, { shown: [2, 99, 5], focused: 2 }, [])).toEqual([2, 5])
    expect(chosen(maps, { shown: [], focused: 3 }, [50])).toEqual([3])
  })

  it('carries the runs on the stage from sample to sample, else takes the newest', () => {
    expect(chosen(maps, none, [20, 40, 20])).toEqual([2, 4])
    expect(chosen(maps, none, [777])).toEqual([5])
    expect(chosen([], none, [])).toEqual([])
  })
})
