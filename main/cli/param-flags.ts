import { WorkbenchError } from '#contract/errors.ts'
import type { MethodSummary } from '#contract/attributions.ts'
import { choiceRule } from '../services/nearest.ts'

interface ParamSchema {
  readonly type?: string
  readonly items?: ParamSchema
  readonly title?: string
  readonly description?: string
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: number
  readonly exclusiveMaximum?: number
}

type ParamSchemas = Readonly<Record<string, ParamSchema>>

interface Owner {
  readonly id: string
  readonly params: Readonly<Record<string, unknown>>
}

/**
 * Deals `key=value` words out to the methods or metrics that have the key, and `id.key=value` to that one.
 * @throws WorkbenchError `invalid_param` where nobody has the key
 */
export function settingsFor<Own extends Owner>(
  words: readonly string[],
  owners: readonly Own[],
): { owner: Own; words: string[] }[] {
  const dealt = owners.map((owner) => ({ owner, words: [] as string[] }))
  for (const word of words) {
    const key = word.split('=', 1)[0] ?? ''
    const named = dealt.find(({ owner }) => key.startsWith(`${owner.id}.`))
    if (named !== undefined) {
      named.words.push(word.slice(named.owner.id.length + 1))
      continue
    }
    const takers = dealt.filter(({ owner }) => key in paramSchemas(owner.params))
    if (takers.length === 0 && dealt.length > 1) throw unknownToAll(word, key, owners)
    // Of a single one it is told by its own reader, with what it may be.
    for (const { words: own } of takers.length === 0 ? dealt : takers) own.push(word)
  }
  return dealt
}

function unknownToAll(word: string, key: string, owners: readonly Owner[]): WorkbenchError {
  if (!word.includes('=')) {
    return new WorkbenchError('invalid_param', `invalid setting: ${word} (must be key=value)`)
  }
  const keys = [...new Set(owners.flatMap(({ params }) => Object.keys(paramSchemas(params))))]
  const ids = owners.map(({ id }) => id).join(', ')
  return new WorkbenchError('invalid_param', `unknown parameter: ${key} of ${ids} (${choiceRule(key, keys)})`)
}

/** Turns `key=value` words into parameters, each read as the type that the method or metric declares. */
export function parseSettings(words: readonly string[], owner: Owner): Record<string, unknown> {
  const schemas = paramSchemas(owner.params)
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=')
      if (at < 1) throw new WorkbenchError('invalid_param', `invalid setting: ${word} (must be key=value)`)
      const [key, text] = [word.slice(0, at), word.slice(at + 1)]
      const schema = schemas[key]
      if (schema === undefined) {
        throw new WorkbenchError(
          'invalid_param',
          `unknown parameter: ${key} of ${owner.id} (${choiceRule(key, Object.keys(schemas))})`,
        )
      }
      return [key, parseValue(key, text, schema)]
    }),
  )
}

/** A line for each parameter: name, what it may be, default, what it does. */
export function describeParams(method: Pick<MethodSummary, 'params'>): string[] {
  return Object.entries(paramSchemas(method.params)).map(([key, schema]) => {
    const fallback = schema.default === undefined ? '' : `, default ${JSON.stringify(schema.default)}`
    return `  ${key} (${typeText(schema)}${fallback}): ${schema.description ?? schema.title ?? ''}`
  })
}

function parseValue(key: string, text: string, schema: ParamSchema): unknown {
  switch (schema.type) {
    case 'number':
    case 'integer':
      return parseNumber(key, text, schema.type)
    case 'boolean':
      if (text === 'true' || text === 'false') return text === 'true'
      throw new WorkbenchError('invalid_param', `invalid ${key}: ${text} (must be true or false)`)
    case 'array': {
      const items = text === '' ? [] : text.split(',').map((item) => item.trim())
      return items.map((item) => parseValue(key, item, schema.items ?? {}))
    }
    default:
      return text === 'null' && schema.type !== 'string' ? null : text
  }
}

function parseNumber(key: string, text: string, type: 'number' | 'integer'): number {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isFinite(value) && (type === 'number' || Number.isInteger(value))) return value
  const rule = type === 'integer' ? 'a whole number' : 'a number'
  throw new WorkbenchError('invalid_param', `invalid ${key}: ${text} (must be ${rule})`)
}

function typeText(schema: ParamSchema): string {
  const { type, enum: choices, items } = schema
  if (choices !== undefined) return choices.join(' | ')
  const bounds = boundsOf(type === 'array' ? (items ?? {}) : schema)
  const kind = type === 'array' ? `list of ${items?.type ?? 'values'}, comma separated` : (type ?? 'value')
  return [kind, ...bounds].join(', ')
}

/** zod bounds every integer by what a double can hold: no news. */
function boundsOf({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: ParamSchema): string[] {
  return [
    ['>=', minimum] as const,
    ['>', exclusiveMinimum] as const,
    ['<=', maximum] as const,
    ['<', exclusiveMaximum] as const,
  ].flatMap(([sign, bound]) =>
    bound === undefined || Math.abs(bound) >= Number.MAX_SAFE_INTEGER ? [] : [`${sign} ${bound}`],
  )
}

function paramSchemas(params: Readonly<Record<string, unknown>>): ParamSchemas {
  const { properties } = params
  // zod's own JSON schema: its form is known.
  return typeof properties === 'object' && properties !== null ? (properties as ParamSchemas) : {}
}
