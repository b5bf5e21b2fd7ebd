import type { z } from 'zod'
import { WorkbenchError } from '#contract/errors.ts'
import { paramRule } from './param-rule.ts'

interface WithParams {
  readonly id: string
  readonly params: z.ZodObject
}

/**
 * Parameters of a method or a metric with its defaults filled in.
 * @throws WorkbenchError `invalid_param` naming the parameter, its value and the rule
 */
export function parseParams(owner: WithParams, given: unknown): Record<string, unknown> {
  const parsed = owner.params.strict().safeParse(given)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  if (issue?.code === 'unrecognized_keys') {
    const known = Object.keys(owner.params.shape).join(', ')
    throw new WorkbenchError(
      'invalid_param',
      `unknown parameter: ${issue.keys.join(', ')} (${owner.id} has ${known === '' ? 'none' : known})`,
    )
  }
  const path = issue?.path ?? []
  const value = path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    given,
  )
  throw new WorkbenchError(
    'invalid_param',
    `invalid ${path.join('.') || 'parameters'}: ${JSON.stringify(value)} (${issue === undefined ? 'does not fit' : paramRule(issue)})`,
  )
}
