import type { Additivity } from '../../attribution/additivity.ts'

/** What a map's own record says of it. */
export interface MapFacts {
  readonly minimum: number
  readonly maximum: number
  /** Why the map says nothing; null where it does. */
  readonly degenerate: string | null
  /** null where the method promises no sum. */
  readonly additivity: Pick<Additivity, 'promised' | 'residual' | 'relative'> | null
  /** Mean over the values of the standard error, of methods that tell one. */
  readonly standardError: number | null
  /** Standard error of the map's sum. */
  readonly sumError: number | null
}

interface StoredDiagnostics {
  readonly minimum: number
  readonly maximum: number
  readonly degenerate: string | null
  readonly details: Readonly<Record<string, unknown>>
}

/** Methods tell an `additivity` (or, of relevance, a `conservation`), and a `standardError` or its mean. */
export function mapFacts({ minimum, maximum, degenerate, details }: StoredDiagnostics): MapFacts {
  const errors = record(details['standardError'])
  return {
    minimum,
    maximum,
    degenerate,
    additivity: additivityIn(record(details['additivity']) ?? record(details['conservation'])),
    standardError:
      number(errors?.['mean']) ?? number(details['standardError']) ?? number(details['meanStandardError']),
    sumError: number(errors?.['ofSum']),
  }
}

function additivityIn(told: Readonly<Record<string, unknown>> | null): MapFacts['additivity'] {
  const promised = number(told?.['promised'])
  const residual = number(told?.['residual'])
  if (promised === null || residual === null) return null
  return { promised, residual, relative: number(told?.['relative']) }
}

function record(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}
