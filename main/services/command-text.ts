import type { Target } from '#contract/attributions.ts'
import type { Workspace } from '../store/workspace.ts'
import { getDataset } from './dataset-record.ts'
import type { ResolvedQuestion } from './method-question.ts'

interface CommandParts {
  readonly command: 'explain' | 'run'
  readonly workspace: Workspace
  readonly model: string
  readonly data: string
  readonly question: ResolvedQuestion
  readonly backend: string
  readonly limit?: number | undefined
  /** Which sample of the data, for `explain`. */
  readonly index?: number
}

/** The command line that repeats a run: every parameter written out, defaults too. */
export function commandText(parts: CommandParts): string {
  const { workspace, question, limit, index } = parts
  const settings = Object.entries(question.params)
    .filter(([, value]) => !(Array.isArray(value) && value.length === 0))
    .flatMap(([key, value]) => ['--set', `${key}=${settingText(value)}`])
  return [
    'eosin',
    parts.command,
    ...['--workspace', workspace.path, '--model', parts.model, '--data', parts.data],
    ...['--method', question.method, '--target', targetText(question.target)],
    ...(question.versus === null ? [] : ['--versus', String(question.versus)]),
    ...['--output', question.output, ...settings, '--seed', String(question.seed)],
    ...backgroundWords(workspace, question),
    ...['--backend', parts.backend],
    ...(index === undefined ? [] : ['--index', String(index)]),
    ...(limit === undefined ? [] : ['--limit', String(limit)]),
  ]
    .map(quoted)
    .join(' ')
}

function backgroundWords(workspace: Workspace, { background }: ResolvedQuestion): string[] {
  if (background === null) return []
  const { count, seed, classes, datasetId } = background
  return [
    ...(datasetId === undefined ? [] : ['--background', getDataset(workspace, datasetId).location]),
    ...['--background-count', String(count), '--background-seed', String(seed)],
    ...(classes ?? []).flatMap((index) => ['--background-class', String(index)]),
  ]
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
