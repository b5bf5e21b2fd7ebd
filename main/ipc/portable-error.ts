import { WorkbenchError, type ErrorRecord } from '#contract/errors.ts'

/** The record of whatever was thrown, with details that every transport can carry (an uncloneable one would hide the error). */
export function toPortableRecord(thrown: unknown): ErrorRecord {
  const { code, message, details } = WorkbenchError.from(thrown)
  if (details === undefined) return { code, message }
  const portable = Object.entries(details).map(([key, value]) => [key, toPortable(value)])
  return { code, message, details: Object.fromEntries(portable) as Record<string, unknown> }
}

function toPortable(value: unknown): unknown {
  if (typeof value === 'number' || value === null) return value
  if (value instanceof Error) return value.message
  try {
    const text: string | undefined = JSON.stringify(value, (_, item: unknown) =>
      typeof item === 'bigint' || (typeof item === 'number' && !Number.isFinite(item)) ? String(item) : item,
    )
    const portable: unknown = text === undefined ? String(value) : JSON.parse(text)
    return portable
  } catch {
    return String(value)
  }
}
