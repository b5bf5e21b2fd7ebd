import { z } from 'zod'
import { backgroundMean, backgroundSample, requireBackground, type Background } from './background.ts'
import { backgroundScores } from './background-scores.ts'
import { referenceInput } from './reference-input.ts'
import type { MethodContext } from './method.ts'
import { scorePixelMasks } from './pixel-mask-scores.ts'
import { scoreOf } from './score-of.ts'

/** What stands where a part is absent. */
export const absenceParam = z
  .enum(['background-mean', 'background', 'black', 'white', 'mean', 'blur'])
  .default('background-mean')
  .meta({
    title: 'Absent parts',
    description:
      'What takes the place of a part: the mean of the background; each sample of the background in turn, averaging the scores (many times the work); zeros; ones; the sample’s mean colour; the sample blurred.',
  })

export type Absence = z.output<typeof absenceParam>

type Context = Pick<
  MethodContext<unknown>,
  'session' | 'sample' | 'explained' | 'background' | 'signal' | 'onProgress'
>

/** v(S) of a cooperative game: the explained score with only some parts of the sample present. */
export interface Game {
  /** v of the empty coalition. */
  readonly emptyScore: number
  /** v of the full coalition: the score of the sample. */
  readonly fullScore: number
  /** Forward passes that one coalition takes. */
  readonly passes: number
  /** Samples pushed through the model so far. */
  evaluations(): number
  /** Per pixel, 1 where the sample differs from what takes its place. [H W] */
  readonly varying: Uint8Array
  /**
   * Scores of many coalitions. `drawMask` writes number `index` into `out`, [H, W], 1 for present; called once per
   * coalition and replacement.
   */
  scores(
    count: number,
    drawMask: (index: number, out: Float32Array) => void,
    onDone?: (passes: number) => void,
  ): Promise<Float64Array>
}

/** The game of a sample whose absent parts are replaced; v(S) = mean over replacements r of f(x in S, r elsewhere). */
export async function absenceGame(context: Context, absence: Absence, methodId: string): Promise<Game> {
  const { session, sample, explained, signal } = context
  const references = referencesOf(context, absence, methodId)
  const fullScore = await scoreOf(session, sample, explained)
  const emptyScores =
    absence === 'background'
      ? await backgroundScores(session, requireBackground(context.background, methodId), explained, signal)
      : Float64Array.of(await scoreOf(session, references[0]!, explained))
  let evaluations = 1 + references.length
  return {
    fullScore,
    emptyScore: emptyScores.reduce((sum, score) => sum + score, 0) / references.length,
    passes: references.length,
    evaluations: () => evaluations,
    varying: varyingPixels(sample, references, session.model.inputShape[2]),
    async scores(count, drawMask, onDone = () => {}) {
      const sums = new Float64Array(count)
      let before = 0
      for (const reference of references) {
        await scorePixelMasks({
          session,
          sample,
          reference,
          explained,
          maskCount: count,
          drawMask,
          onScore: (index, score) => (sums[index]! += score / references.length),
          signal,
          onProgress: (done) => onDone(before + done),
        })
        before += count
      }
      evaluations += before
      return sums
    },
  }
}

function referencesOf(
  { session, sample, background }: Context,
  absence: Absence,
  methodId: string,
): readonly Float32Array[] {
  if (absence === 'background') {
    const all: Background = requireBackground(background, methodId)
    return Array.from({ length: all.count }, (_, index) => backgroundSample(all, index))
  }
  if (absence === 'background-mean') return [backgroundMean(requireBackground(background, methodId))]
  return [referenceInput(absence, sample, session.model.inputShape)]
}

function varyingPixels(
  sample: Float32Array,
  references: readonly Float32Array[],
  channels: number,
): Uint8Array {
  const varying = new Uint8Array(sample.length / channels)
  for (const reference of references) {
    for (let index = 0; index < sample.length; index++)
      if (sample[index] !== reference[index]) varying[Math.floor(index / channels)] = 1
  }
  return varying
}
