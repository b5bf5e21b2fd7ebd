import type { Target } from '#contract/attributions.ts'
import type { ResolvedQuestion } from './method-question.ts'

interface CommandParts {
  readonly command: 'explain' | 'run'
  readonly workspace: string
  readonly model: string
  readonly data: string
  readonly question: ResolvedQuestion
  readonly backend: string
  readonly limit?: number | undefined
}

/** The command line that repeats a run: every parameter written out, defaults too. */
export function commandText(parts: CommandParts): string {
  const { question, limit } = parts
  const settings = Object.entries(question.params)
    .filter(([, value]) => !(Array.isArray(value) && value.length === 0))
    .flatMap(([key, value]) => ['--set', `${key}=${settingText(value)}`])
  return [
    'eosin',
    parts.command,
    ...['--workspace', parts.workspace, '--model', parts.model, '--data', parts.data],
    ...['--method', question.method, '--target', targetText(question.target)],
    ...(question.versus === null ? [] : ['--versus', String(question.versus)]),
    ...['--output', question.output, ...settings, '--seed', String(question.seed)],
    ...['--backend', parts.backend],
    ...(limit === undefined ? [] : ['--limit', String(limit)]),
  ]
    .map(quoted)
    .join(' ')
}

function targetText(target: Target): string {
  return target.kind === 'class' ? String(target.index) : target.kind
}

function settingText(value: unknown): string {
  if (Array.isArray(value)) return value.map(String).join(',')
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)
}

function quoted(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
