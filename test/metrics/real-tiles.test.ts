import { beforeAll, expect, it } from 'vitest'
import { argmax } from '../../main/attribution/explained-score.ts'
import type { Method } from '../../main/attribution/method.ts'
import { edge } from '../../main/attribution/methods/edge.ts'
import { random } from '../../main/attribution/methods/random.ts'
import { sise } from '../../main/attribution/methods/sise.ts'
import type { ModelSession } from '../../main/attribution/model-session.ts'
import { defaultPreprocessing } from '../../main/datasets/preprocess.ts'
import { openSource } from '../../main/datasets/sample-source.ts'
import { createRng } from '../../main/kernels/rng.ts'
import type { MetricSummary } from '../../main/metrics/define-metric.ts'
import { summarise } from '../helpers/summarise.ts'
import { insertionDeletion } from '../../main/metrics/faithfulness/insertion-deletion.ts'
import { probabilitiesOf } from '../../main/metrics/score-inputs.ts'
import { contextOf, sessionOf } from '../helpers/session.ts'
import { describeShared, sharedPath } from '../helpers/shared.ts'
import { contextOfSession, neverAborted } from './metric-context.ts'

/** Tiles of different classes, in sorted order of the test set. */
const tiles = [30, 280, 400]

describeShared('insertion and deletion on real tiles', () => {
  let session: ModelSession
  const samples: Float32Array[] = []
  const summaries: Record<string, MetricSummary> = {}

  beforeAll(async () => {
    session = await sessionOf(sharedPath('data/models/HMT.h5'))
    const source = await openSource({ kind: 'folder', path: sharedPath('data/hmt/HMT_test') })
    for (const index of tiles) samples.push(await source.read(index, defaultPreprocessing(224, 224, 3)))
    for (const method of [sise, random, edge]) summaries[method.id] = await scoreMethod(method)
  }, 400_000)

  async function scoreMethod(method: Method): Promise<MetricSummary> {
    const scores = []
    for (const [row, sample] of samples.entries()) {
      const targetClass = argmax((await probabilitiesOf(session, [sample], neverAborted))[0]!)
      const given = { ...contextOf(session, sample, { targetClass }), params: method.params.parse({}) }
      const { saliencyMap } = await method.run(given)
      const params = insertionDeletion.params.parse({ steps: 14 })
      const context = await contextOfSession(session, {
        sample,
        map: saliencyMap,
        params,
        rng: createRng(row),
      })
      scores.push(await insertionDeletion.measure(context))
    }
    return summarise(insertionDeletion.figures, scores, createRng(0))
  }

  it('prints SISE beside the controls; the random control lies at the random floor', () => {
    const rows = Object.entries(summaries).map(([id, { figures }]) => ({
      method: id,
      ...Object.fromEntries(
        Object.entries(figures).map(([figure, { value }]) => [figure, Number(value.toFixed(4))]),
      ),
    }))
    process.stdout.write(`${JSON.stringify(rows, null, 1)}\n`)
    const { figures } = summaries['random']!
    // Two random orders of the same pixels: what is left is the order's own chance.
    expect(Math.abs(figures['deletionGap']!.value)).toBeLessThan(0.1)
    expect(Math.abs(figures['insertionGap']!.value)).toBeLessThan(0.1)
  })

  it('SISE deletes better than random order does', () => {
    expect(summaries['sise']!.figures['deletionGap']!.value).toBeGreaterThan(0)
  })
})
