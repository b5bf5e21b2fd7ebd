import { z } from 'zod'
import { Float32 } from './common.ts'

/** What a class of signals looks like. */
export const ClassTemplate = z.object({
  classIndex: z.int().min(0),
  /** Mean over the class's signals at each position, or the pattern that the generator drew from. */
  mean: Float32,
  /** Standard deviation at each position (divided by n); zeros for a pattern. */
  deviation: Float32,
  /** Signals that the mean is over; 0 for a pattern. */
  count: z.int().min(0),
  /** A `template` has no place of its own: the generator puts it anywhere, and it is shorter than the signals. */
  source: z.enum(['template', 'mean']),
})
export type ClassTemplate = z.infer<typeof ClassTemplate>
