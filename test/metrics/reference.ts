import { readFileSync } from 'node:fs'
import { z } from 'zod'

const numbers = z.array(z.number())

/** What NumPy, SciPy, scikit-learn and PyTorch say (`test/reference/metrics/attribution.py`). */
export const reference = z
  .object({
    ranks: z.object({ values: numbers, expected: numbers }),
    correlations: z.object({ a: numbers, b: numbers, pearson: z.number(), spearman: z.number() }),
    pictures: z.object({ height: z.int(), width: z.int(), a: numbers, b: numbers, c: numbers }),
    ssim: z.object({ ab: z.number(), ac: z.number(), positive: z.number(), signal: z.number() }),
    imputation: z.object({ picture: numbers, removed: numbers, filled: numbers }),
    complexity: z.object({ entropy: z.number(), gini: z.number() }),
    localisation: z.object({
      map: numbers,
      mask: numbers,
      auc: z.number(),
      mass: z.number(),
      iou: z.number(),
    }),
    model: z.object({
      inputShape: z.tuple([z.int(), z.int(), z.int()]),
      kernelShape: numbers,
      kernel: numbers,
      bias: numbers,
      denseShape: numbers,
      dense: numbers,
      sample: numbers,
      map: numbers,
      predicted: z.int(),
      logits: numbers,
    }),
    insertionDeletion: z.object({
      steps: z.int(),
      blurred: numbers,
      deletion: numbers,
      insertion: numbers,
      deletionAuc: z.number(),
      insertionAuc: z.number(),
    }),
    road: z.object({ morf: numbers, lerf: numbers }),
  })
  .parse(JSON.parse(readFileSync(new URL('../reference/metrics/attribution.json', import.meta.url), 'utf8')))
