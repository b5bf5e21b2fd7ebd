/** One control of the parameter form, made from a property of the method's JSON schema. */
export interface ParameterField {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly control:
    | {
        /** `numbers`: a list of them, separated by commas; the bounds are those of each. */
        readonly kind: 'number' | 'numbers'
        readonly integer: boolean
        readonly minimum?: number
        readonly maximum?: number
        /** The bounds themselves are not allowed. */
        readonly above?: boolean
        readonly below?: boolean
      }
    | { readonly kind: 'choice'; readonly options: readonly string[] }
    | { readonly kind: 'switch' }
    | { readonly kind: 'layers' }
    | { readonly kind: 'layer' }
    | { readonly kind: 'text' }
  readonly default: unknown
}

type Schema = Readonly<Record<string, unknown>>

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Every property of the schema in its order. A property that no control fits gets a text field of JSON. */
export function parameterFields(schema: Schema): ParameterField[] {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {}
  return Object.entries(properties).flatMap(([name, property]) =>
    isSchema(property) ? [toField(name, property)] : [],
  )
}

export function defaultParams(schema: Schema): Record<string, unknown> {
  return Object.fromEntries(
    parameterFields(schema).flatMap(({ name, default: value }) =>
      value === undefined ? [] : [[name, value]],
    ),
  )
}

function toField(name: string, property: Schema): ParameterField {
  return {
    name,
    title: typeof property['title'] === 'string' ? property['title'] : name,
    description: typeof property['description'] === 'string' ? property['description'] : '',
    control: controlOf(name, unwrapped(property)),
    default: property['default'],
  }
}

/** A nullable property is a union of itself and null; the control is that of the property. */
function unwrapped(property: Schema): Schema {
  const union = property['anyOf'] ?? property['oneOf']
  if (!Array.isArray(union)) return property
  const [first, ...others] = union.filter(isSchema).filter((option) => option['type'] !== 'null')
  return first !== undefined && others.length === 0 ? first : property
}

function controlOf(name: string, property: Schema): ParameterField['control'] {
  if (property['format'] === 'layer') return { kind: 'layer' }
  const options = property['enum']
  if (Array.isArray(options)) return { kind: 'choice', options: options.map(String) }
  const constants = literals(property)
  if (constants !== null) return { kind: 'choice', options: constants }
  switch (property['type']) {
    case 'boolean':
      return { kind: 'switch' }
    case 'number':
    case 'integer':
      return { kind: 'number', integer: property['type'] === 'integer', ...bounds(property) }
    case 'array':
      return isLayerList(name, property) ? { kind: 'layers' } : listOf(property)
    default:
      return { kind: 'text' }
  }
}

function listOf(property: Schema): ParameterField['control'] {
  const items = property['items']
  if (!isSchema(items) || (items['type'] !== 'number' && items['type'] !== 'integer')) return { kind: 'text' }
  return { kind: 'numbers', integer: items['type'] === 'integer', ...bounds(items) }
}

function literals(property: Schema): string[] | null {
  const union = property['anyOf'] ?? property['oneOf']
  if (!Array.isArray(union) || union.length === 0) return null
  const constants = union.map((option) => (isSchema(option) ? option['const'] : undefined))
  return constants.every((constant) => typeof constant === 'string') ? constants.map(String) : null
}

interface Bounds {
  readonly minimum?: number
  readonly maximum?: number
  readonly above?: boolean
  readonly below?: boolean
}

function bounds(property: Schema): Bounds {
  const above = typeof property['exclusiveMinimum'] === 'number'
  const below = typeof property['exclusiveMaximum'] === 'number'
  const minimum = above ? property['exclusiveMinimum'] : property['minimum']
  const maximum = below ? property['exclusiveMaximum'] : property['maximum']
  return {
    // zod writes the bounds of a safe integer where none was given: they are no bounds to a person.
    ...(typeof minimum === 'number' &&
      minimum > Number.MIN_SAFE_INTEGER && { minimum, ...(above && { above }) }),
    ...(typeof maximum === 'number' &&
      maximum < Number.MAX_SAFE_INTEGER && { maximum, ...(below && { below }) }),
  }
}

/** The rule that a value broke, in words. */
export function ruleOf({ control }: ParameterField): string {
  if (control.kind !== 'number' && control.kind !== 'numbers') return 'Not understood: write it as JSON.'
  const { integer, minimum, maximum, above = false, below = false } = control
  const from = minimum === undefined ? '' : above ? ` above ${minimum}` : ` from ${minimum}`
  const to = maximum === undefined ? '' : below ? ` below ${maximum}` : ` to ${maximum}`
  const joint = from !== '' && below ? ' and' : ''
  const each = control.kind === 'numbers' ? 'Separated by commas, each a' : 'A'
  return `${each} ${integer ? 'whole number' : 'number'}${from}${joint}${to}.`
}

function isLayerList(name: string, property: Schema): boolean {
  const items = property['items']
  const named = property['format'] === 'layers' || name.toLowerCase().endsWith('layers')
  return named && isSchema(items) && items['type'] === 'string'
}

function fitsBounds(rule: Bounds & { readonly integer: boolean }, value: number): boolean {
  const { minimum = -Infinity, maximum = Infinity, above = false, below = false } = rule
  const over = above ? value > minimum : value >= minimum
  const under = below ? value < maximum : value <= maximum
  return Number.isFinite(value) && over && under && (!rule.integer || Number.isInteger(value))
}

/** What was typed, as the parameter's value; not ok where it is out of its bounds. An empty field is the default. */
export function parseParameter(
  field: ParameterField,
  text: string,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  if (text.trim() === '') return { ok: true, value: field.default }
  const { control } = field
  if (control.kind === 'number') {
    const value = Number(text)
    return fitsBounds(control, value) ? { ok: true, value } : { ok: false }
  }
  if (control.kind === 'numbers') {
    const value = text
      .split(/[\s,;]+/)
      .filter((part) => part !== '')
      .map(Number)
    return value.every((item) => fitsBounds(control, item)) ? { ok: true, value } : { ok: false }
  }
  if (control.kind !== 'text' || typeof field.default === 'string') return { ok: true, value: text }
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    return { ok: false }
  }
}
