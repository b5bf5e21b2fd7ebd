import { WorkbenchError } from '#contract/errors.ts'

/** Reads a JSON column; `column` names it in the error. */
export function parseJson(text: string, column: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return value
  } catch (thrown) {
    throw corrupt(column, 'must be JSON', thrown)
  }
}

export function parseStringList(text: string, column: string): string[] {
  const value = parseJson(text, column)
  if (!Array.isArray(value)) throw corrupt(column, 'must be a list of strings')
  return value.map((item: unknown) => {
    if (typeof item !== 'string') throw corrupt(column, 'must be a list of strings')
    return item
  })
}

export function parseNumberList(text: string, column: string): number[] {
  const value = parseJson(text, column)
  if (!Array.isArray(value)) throw corrupt(column, 'must be a list of numbers')
  return value.map((item: unknown) => {
    if (typeof item !== 'number') throw corrupt(column, 'must be a list of numbers')
    return item
  })
}

function corrupt(column: string, rule: string, cause?: unknown): WorkbenchError {
  return new WorkbenchError('store_corrupt', `workspace corrupt: ${column} (${rule})`, {
    details: { column },
    cause,
  })
}
