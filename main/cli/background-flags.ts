import { readdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { MethodSummary, Question } from '#contract/attributions.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Model } from '#contract/models.ts'
import type { Dataset } from '#contract/workspace.ts'
import { defaultBackground } from '../attribution/background.ts'
import { PICTURE_FILE } from '../datasets/image-folder.ts'
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
  /** Where one tile is explained: its file. */
  readonly input?: string | undefined
}

/** @throws WorkbenchError `invalid_param` where a background is given to methods that need none */
export function checkBackground(flags: BackgroundFlags, methods: readonly MethodSummary[]): void {
  if (!isGiven(flags) || methods.some(comparesWithSamples)) return
  const ids = methods.map(({ id }) => id).join(', ')
  throw new WorkbenchError('invalid_param', `invalid background: ${ids} (compares with no samples)`)
}

/**
 * The samples to compare with, added to the workspace where they are elsewhere; null for the default choice out of the
 * explained data. A tile by itself is compared with those of the data set that it lies in.
 */
export async function backgroundOf(
  session: Session,
  flags: BackgroundFlags,
  methods: readonly MethodSummary[],
  { dataset, model, input }: Subject,
): Promise<Question['background']> {
  if (!methods.some(comparesWithSamples)) return null
  const alone = dataset.sampleCount - dataset.problemCount < 2
  const place = flags.background ?? (alone && input !== undefined ? folderOfClasses(input) : undefined)
  if (place === undefined && !isGiven(flags)) return null
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

function comparesWithSamples({ needs }: MethodSummary): boolean {
  return needs.includes('background')
}

/** The folder above the tile's, where that folder and those beside it are class folders: each holds pictures. */
function folderOfClasses(input: string): string | undefined {
  try {
    const parent = dirname(dirname(resolve(input)))
    const names = readdirSync(parent, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name)
    const areClasses = names.length > 1 && names.every((name) => holdsPictures(join(parent, name)))
    return areClasses ? parent : undefined
  } catch {
    // A folder beside it that cannot be looked into: then nothing is known of classes.
    return undefined
  }
}

function holdsPictures(folder: string): boolean {
  return readdirSync(folder).some((name) => PICTURE_FILE.test(name))
}
