import type { BackgroundSpec, OutputKind } from '#contract/attributions.ts'
import type { ParameterField } from './parameter-fields.ts'

interface Chosen {
  readonly output: OutputKind
  readonly fields: readonly ParameterField[]
  readonly values: Readonly<Record<string, unknown>>
  /** undefined where the method takes none. */
  readonly background: BackgroundSpec | null | undefined
}

/** What is asked while the parameters are folded away: the output, and every value that is not the method's own. */
export function parameterSummary({ output, fields, values, background }: Chosen): string {
  const changed = fields.flatMap(({ name, title, default: usual }) => {
    const value = values[name]
    if (value === undefined || textOf(value) === '' || textOf(value) === textOf(usual)) return []
    return [`${title} ${textOf(value)}`]
  })
  if (background != null) changed.push(`background ${background.name}`)
  return [output, ...(changed.length === 0 ? ['defaults'] : changed)].join(', ')
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map(String).join(' + ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
