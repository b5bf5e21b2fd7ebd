import { z } from 'zod'
import { additivity, type Additivity } from '../additivity.ts'
import { backgroundSample, requireBackground } from '../background.ts'
import { expectedScore } from '../background-scores.ts'
import { channelsParam, reduceChannels } from '../channels.ts'
import { deepliftMultipliers } from '../deeplift-multipliers.ts'
import { defineMethod, type Attribution, type Explained, type MethodContext } from '../method.ts'
import { scoreOf } from '../score-of.ts'

const params = z.object({
  softmaxRule: z.enum(['shap-tensorflow', 'integrated']).default('shap-tensorflow').meta({
    title: 'Softmax rule',
    description:
      'For probabilities. shap-tensorflow: the rule of the shap library, whose values may explode and cancel; integrated: the mean gradient between the two sets of logits, which cannot. Logits need neither.',
  }),
  channels: channelsParam('sum'),
})

type Params = z.output<typeof params>

/** Above it a residual is more than rounding. */
const ADDITIVE = 1e-3

/**
 * Deep SHAP: phi = mean over backgrounds b of m_b (x - b), with DeepLIFT's rescale multipliers m_b (Shrikumar et al. 2017,
 * Eq. 5; Lundberg and Lee 2017, Eq. 13 to 16) by the rules of shap's DeepExplainer for TensorFlow, max pooling included.
 * The values sum to f(x) - mean f(b).
 *
 * Deviations: shap explains probabilities, here the logit is the default, since the softmax rule is unsound; log-odds go by
 * the integrated rule always. Additivity is told with every map relative to what is promised, not held against 0.01.
 */
export const deepShap = defineMethod({
  id: 'deep-shap',
  title: 'Deep SHAP',
  summary:
    'Compares the sample with each of a set of usual ones and shares out the difference of the scores, layer by layer.',
  family: 'shap',
  citation: {
    authors: 'Lundberg, Lee',
    title: 'A Unified Approach to Interpreting Model Predictions',
    venue: 'NeurIPS',
    year: 2017,
    url: 'https://arxiv.org/abs/1705.07874',
  },
  needs: ['gradients', 'background'],
  signed: true,
  outputs: ['logit', 'probability', 'log-odds'],
  defaultOutput: 'logit',
  params,
  async run(context: MethodContext<Params>): Promise<Attribution> {
    const { session, sample, explained, signal, onProgress } = context
    const background = requireBackground(context.background, 'deep-shap')
    const sum = new Float64Array(sample.length)
    await deepliftMultipliers({
      session,
      sample,
      explained,
      softmaxRule: context.params.softmaxRule,
      background,
      signal,
      onMultipliers: (index, multipliers) => {
        const other = backgroundSample(background, index)
        for (let i = 0; i < sum.length; i++) sum[i]! += multipliers[i]! * (sample[i]! - other[i]!)
      },
      onProgress: (done) => onProgress(done, background.count + 1),
    })
    const values = sum.map((value) => value / background.count)
    const score = await scoreOf(session, sample, explained)
    const expected = await expectedScore(session, background, explained, signal)
    onProgress(background.count + 1, background.count + 1)
    const sums = additivity(values, score - expected)
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    const flags = flagsOf(sums, largest, explained)
    return {
      ...reduceChannels(values, session.model.inputShape, context.params.channels),
      evaluations: background.count + 1,
      degenerate: largest === 0 ? 'no background differs from the sample in what the score depends on' : null,
      score,
      details: {
        expectedScore: expected,
        additivity: sums,
        largestMagnitude: largest,
        softmaxRule: ruleUsed(explained, context.params),
        flags,
        note: flags.length === 0 ? null : flags.join('; '),
      },
    }
  },
})

function ruleUsed({ output }: Explained, { softmaxRule }: Params): string | null {
  if (output === 'logit') return null
  return output === 'probability' ? softmaxRule : 'integrated'
}

/** What speaks against believing the values, in words. */
function flagsOf(
  { residual, relative }: Additivity,
  largest: number,
  { output, versus }: Explained,
): string[] {
  const flags: string[] = []
  if (!(relative !== null && relative <= ADDITIVE) && !(Math.abs(residual) <= ADDITIVE)) {
    flags.push(`the values miss the difference of the scores by ${residual.toPrecision(3)}`)
  }
  const possible = versus === null ? 1 : 2
  if (output === 'probability' && largest > possible) {
    flags.push(
      `a value of magnitude ${largest.toPrecision(3)} is a share of a difference of at most ${possible}: the softmax rule has blown up`,
    )
  }
  return flags
}
