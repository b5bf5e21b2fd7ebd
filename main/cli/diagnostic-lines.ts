import { z } from 'zod'
import type { Diagnostics } from '#contract/attributions.ts'

/** What several methods tell of a map in the same words; each tells only what it knows. */
const Told = z.object({
  additivity: z
    .object({ promised: z.number(), residual: z.number(), relative: z.number().nullable() })
    .optional(),
  standardError: z.object({ mean: z.number(), ofSum: z.number() }).optional(),
  meanStandardError: z.number().optional(),
  r2: z.number().nullable().optional(),
  flags: z.array(z.string()).optional(),
  note: z.string().nullable().optional(),
})

/** What the map costs and how far it may be trusted, a line each. */
export function diagnosticLines({ evaluations, sum, score, details }: Diagnostics): string[] {
  const told = Told.safeParse(details).data ?? {}
  const { additivity, standardError, meanStandardError = standardError?.mean, r2, flags = [], note } = told
  const scored = score === null ? '' : `, of a score of ${short(score)}`
  return [
    `sum ${short(sum)}${scored}; ${evaluations} evaluations of the model`,
    ...(additivity === undefined ? [] : [additivityLine(additivity)]),
    ...(meanStandardError === undefined ? [] : [errorLine(meanStandardError, standardError?.ofSum)]),
    ...(typeof r2 === 'number' ? [`R2 of the local fit ${r2.toFixed(4)}`] : []),
    ...[...flags, ...(note ? [note] : [])].map((flag) => `note: ${flag}`),
  ]
}

function additivityLine({
  promised,
  residual,
  relative,
}: {
  promised: number
  residual: number
  relative: number | null
}): string {
  const share = relative === null ? '' : ` (${short(relative)} of it)`
  return `should sum to ${short(promised)}: residual ${short(residual)}${share}`
}

function errorLine(mean: number, ofSum: number | undefined): string {
  return `standard error of a value ${short(mean)} on average${ofSum === undefined ? '' : `, of the sum ${short(ofSum)}`}`
}

function short(value: number): string {
  return value.toPrecision(4)
}
