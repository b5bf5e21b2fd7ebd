import type { z } from 'zod'

type Issue = z.core.$ZodIssue

/** What a parameter must be, in words: the rule that the value broke. */
export function paramRule(issue: Issue): string {
  switch (issue.code) {
    case 'too_big':
      return `must ${measureOf(issue.origin)} ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`
    case 'too_small':
      return `must ${measureOf(issue.origin)} ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'invalid_type':
      return `must be ${wordsOf(issue.expected)}`
    default:
      return issue.message
  }
}

function wordsOf(expected: string): string {
  if (expected === 'int') return 'a whole number'
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`
}

/** A list is too long, a text too short, a number too large. */
function measureOf(origin: string): string {
  return origin === 'array' || origin === 'string' ? 'have a length of' : 'be'
}
