import { z } from 'zod'
import { RowId } from './common.ts'

/** What has to be computed to judge a map, beside what was found out when it was made. */
export const TRUST_CHECKS = ['kept-confidence', 'runner-up', 'randomised-model', 'removal-order'] as const
export const TrustCheck = z.enum(TRUST_CHECKS)
export type TrustCheck = z.infer<typeof TrustCheck>

/**
 * `not-promised`: the method makes no such claim; `undefined`: the number does not exist for this map, with the reason;
 * `unchecked`: nobody has asked yet.
 */
export const TrustVerdict = z.enum(['pass', 'warn', 'fail', 'not-promised', 'undefined', 'unchecked'])
export type TrustVerdict = z.infer<typeof TrustVerdict>

/** One line of the trust card. */
export const TrustRow = z.object({
  id: z.string(),
  title: z.string(),
  verdict: TrustVerdict,
  /** The number, raw and as it is written; null where there is none. */
  value: z.number().nullable(),
  figure: z.string().nullable(),
  /** What the number is held against, in a few words. `{class}` stands for the name of `classIndex`, here and in `meaning`. */
  note: z.string(),
  classIndex: z.int().nullable(),
  /** What it means, the thresholds, and where they come from. */
  meaning: z.string(),
  rule: z.string(),
  source: z.string(),
  /** The check that it comes from; null where it is known with the map. */
  check: TrustCheck.nullable(),
})
export type TrustRow = z.infer<typeof TrustRow>

export const TrustReport = z.object({
  mapId: RowId,
  rows: z.array(TrustRow),
  /** Checks that can be made of this map; `estimatedMs` by how long the map itself took, null where that is not known. */
  checks: z.array(
    z.object({ id: TrustCheck, title: z.string(), done: z.boolean(), estimatedMs: z.number().nullable() }),
  ),
})
export type TrustReport = z.infer<typeof TrustReport>

/** `checks`: all that are not known yet where left out. */
export const TrustRequest = z.object({ mapId: RowId, checks: z.array(TrustCheck).min(1).optional() })
