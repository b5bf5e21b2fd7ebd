import type { z } from 'zod'

type Issue = z.core.$ZodIssue

export interface IssueRecord {
  readonly path: string
  readonly value: string
  readonly rule: string
}

/** The first thing wrong in words, `size: 4 (must be at least 16)`, and all of them as records. */
export function describeIssues(error: z.ZodError, input: unknown): { text: string; issues: IssueRecord[] } {
  const issues = error.issues.map((issue) => describeIssue(issue, input))
  const [first] = issues
  const text = first === undefined ? error.message : `${first.path}: ${first.value} (${first.rule})`
  return { text: issues.length > 1 ? `${text}; and ${issues.length - 1} more` : text, issues }
}

function describeIssue(issue: Issue, input: unknown): IssueRecord {
  const meant = issue.code === 'invalid_union' ? meantBranch(issue, input) : undefined
  if (meant !== undefined) return describeIssue(meant, input)
  const value = valueAt(issue.path, input)
  return { path: formatPath(issue.path), value: formatValue(value), rule: ruleOf(issue) }
}

/** What is wrong in the branch of a union that was meant: one that failed inside, on something that is there. */
function meantBranch(issue: Issue & { code: 'invalid_union' }, input: unknown): Issue | undefined {
  const inside = issue.errors.flatMap(([first]): Issue[] =>
    first === undefined || first.path.length === 0
      ? []
      : [{ ...first, path: [...issue.path, ...first.path] }],
  )
  return inside.find(({ path }) => valueAt(path, input) !== undefined) ?? inside[0]
}

function valueAt(path: readonly PropertyKey[], input: unknown): unknown {
  return path.reduce<unknown>(
    (parent, key) => (typeof parent === 'object' && parent !== null ? Reflect.get(parent, key) : undefined),
    input,
  )
}

function ruleOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${article(issue.expected)}`
    case 'too_small':
      return `must ${measure(issue.origin)} ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`
    case 'too_big':
      return `must ${measure(issue.origin)} ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map(String).join(', ')}`
    case 'unrecognized_keys':
      return `must not have ${issue.keys.join(', ')}`
    case 'invalid_union':
      return 'fits none of the allowed forms'
    default:
      return issue.message.toLowerCase().startsWith('invalid input') ? 'has a wrong form' : issue.message
  }
}

function measure(origin: string): string {
  if (origin === 'string') return 'have a length of'
  return origin === 'array' || origin === 'set' ? 'have a size of' : 'be'
}

function article(expected: string): string {
  if (expected === 'int') return 'a whole number'
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`
}

function formatPath(path: readonly PropertyKey[]): string {
  const text = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
  return text === '' ? 'input' : text.replace(/^\./, '')
}

function formatValue(value: unknown): string {
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength} bytes`
  if (typeof value === 'number' || typeof value === 'bigint' || value === undefined) return String(value)
  if (typeof value === 'function' || typeof value === 'symbol') return typeof value
  try {
    const text = JSON.stringify(value)
    return text.length > 80 ? `${text.slice(0, 77)}...` : text
  } catch {
    return 'a value that cannot be written'
  }
}
