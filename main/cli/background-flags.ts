import type { MethodSummary, Question } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Model } from '#contract/models.ts'
import type { Dataset } from '#contract/workspace.ts'
import { defaultBackground } from '../attribution/background.ts'
import { parseClass } from './class-flag.ts'
import { addSource } from './data-flags.ts'
import type { Session } from './session.ts'

export interface BackgroundFlags {
  readonly background?: string
  readonly backgroundCount?: number
  readonly backgroundSeed?: number
  readonly backgroundClass: readonly string[]
}

interface Subject {
  readonly dataset: Dataset
  readonly model: Model
}

/** @throws WorkbenchError `invalid_param` where a background is given to methods that need none */
export function checkBackground(flags: BackgroundFlags, methods: readonly MethodSummary[]): void {
  if (!isGiven(flags) || methods.some(comparesWithSamples)) return
  const ids = methods.map(({ id }) => id).join(', ')
  throw new WorkbenchError('invalid_param', `invalid background: ${ids} (compares with no samples)`)
}

/**
 * The samples to compare with, added to the workspace where they are elsewhere; null for the default choice out of the
 * explained data.
 */
export async function backgroundOf(
  session: Session,
  flags: BackgroundFlags,
  methods: readonly MethodSummary[],
  { dataset, model }: Subject,
): Promise<Question['background']> {
  if (!methods.some(comparesWithSamples)) return null
  const { background: place } = flags
  if (!isGiven(flags)) return null
  const from = place === undefined ? dataset : await addSource(session, place, model)
  const usual = defaultBackground(dataset.kind)
  const names = from.classNames.length > 0 ? from.classNames : model.classNames
  const classes = flags.backgroundClass.map((text) => parseClass('background', text, names))
  return {
    count: flags.backgroundCount ?? usual.count,
    seed: flags.backgroundSeed ?? usual.seed,
    classes: classes.length === 0 ? null : classes,
    name: usual.name,
    ...(from.id === dataset.id ? {} : { datasetId: from.id }),
  }
}

function isGiven({ background, backgroundCount, backgroundSeed, backgroundClass }: BackgroundFlags): boolean {
  return (
    [background, backgroundCount, backgroundSeed].some((flag) => flag !== undefined) ||
    backgroundClass.length > 0
  )
}

export function comparesWithSamples({ needs }: MethodSummary): boolean {
  return needs.includes('background')
}
