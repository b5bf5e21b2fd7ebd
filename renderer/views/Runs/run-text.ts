import type { BackgroundSpec, MethodSummary, Run } from '#contract/attributions.ts'
import { parameterFields } from '../../components/parameter-fields.ts'

export const STATE_TITLES: Readonly<Record<Run['state'], string>> = {
  queued: 'waiting',
  running: 'running',
  paused: 'paused',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  interactive: 'asked one by one',
}

/** `SISE, conv2d_3`: what tells runs of one method apart. */
export function runTitle(run: Pick<Run, 'method' | 'params'>, methods: readonly MethodSummary[]): string {
  const title = methods.find(({ id }) => id === run.method)?.title ?? run.method
  const layers = run.params['layers']
  const names = Array.isArray(layers) ? layers.map(String).join(' + ') : ''
  return names === '' ? title : `${title}, ${names}`
}

/** A parameter's value on one line. */
export function valueText(value: unknown): string {
  if (value === '') return 'default'
  if (value === null || value === undefined) return '–'
  if (Array.isArray(value)) return value.length === 0 ? 'default' : value.map(valueText).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** `own: 50 samples of Tumor, Stroma, seed 3`. */
export function backgroundText(background: BackgroundSpec, nameOf: (index: number) => string): string {
  const classes = background.classes === null ? 'all classes' : background.classes.map(nameOf).join(', ')
  const from = background.datasetId === undefined ? '' : `, from dataset ${background.datasetId}`
  return `${background.name}: ${background.count} of ${classes}${from}, seed ${background.seed}`
}

/** `Kept fraction 0.9, Fill 0`: parameters by the titles of their schema. */
export function paramsText(
  params: Readonly<Record<string, unknown>>,
  schema: Readonly<Record<string, unknown>> | undefined,
): string {
  const titles = new Map(parameterFields(schema ?? {}).map(({ name, title }) => [name, title]))
  return Object.entries(params)
    .map(([name, value]) => `${titles.get(name) ?? name} ${valueText(value)}`)
    .join(', ')
}
