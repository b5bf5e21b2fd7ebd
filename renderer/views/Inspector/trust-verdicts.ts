import type { TrustRow, TrustVerdict } from '#contract/trust.ts'
import { classLabel } from '../../components/class-label.ts'

/** A verdict in a word, beside its sign. */
export const VERDICT_WORDS: Readonly<Record<TrustVerdict, string>> = {
  pass: 'passes',
  warn: 'take care',
  fail: 'fails',
  'not-promised': 'not promised',
  undefined: 'undefined',
  unchecked: 'not checked',
}

/** `3 pass, 1 to take with care, 2 fail`; what is not judged is not counted. */
export function summaryOf(rows: readonly Pick<TrustRow, 'verdict'>[]): string {
  const count = (verdict: TrustVerdict) => rows.filter((row) => row.verdict === verdict).length
  const [passed, warned, failed] = [count('pass'), count('warn'), count('fail')]
  if (passed + warned + failed === 0) return 'not checked yet'
  return [
    passed === 0 ? '' : `${passed} ${passed === 1 ? 'passes' : 'pass'}`,
    warned === 0 ? '' : `${warned} with care`,
    failed === 0 ? '' : `${failed} ${failed === 1 ? 'fails' : 'fail'}`,
  ]
    .filter((part) => part !== '')
    .join(', ')
}

/** Puts the class's name where the text names it. */
export function namedText(text: string, classIndex: number | null, classNames: readonly string[]): string {
  const name = classIndex === null ? 'the runner-up' : (classNames[classIndex] ?? `class ${classIndex}`)
  return text.replaceAll('{class}', classLabel(name))
}
