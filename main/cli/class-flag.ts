import { WorkbenchError } from '#contract/errors.ts'
import { choiceRule } from '../services/nearest.ts'

/** A name as it is written, then a name in other case, then an index. */
export function parseClass(what: string, text: string, names: readonly string[]): number {
  const exact = names.indexOf(text)
  if (exact >= 0) return exact
  const folded = names.findIndex((name) => name.toLowerCase() === text.toLowerCase())
  if (folded >= 0) return folded
  const index = /^\d+$/.test(text) ? Number(text) : -1
  if (index >= 0 && index < names.length) return index
  throw new WorkbenchError(
    'invalid_param',
    `unknown ${what} class: ${text} (an index in 0 .. ${names.length - 1}, or a name: ${choiceRule(text, names)})`,
  )
}
