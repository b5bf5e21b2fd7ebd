import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { WorkbenchError } from '#contract/errors.ts'
import type { Workspace } from '../store/workspace.ts'
import { sourceOfDataset } from './dataset-record.ts'

const GENERIC = /^class \d+$/

/** Names beside the model's file, one a line: `<model>.classes.txt`, in the order of the model's outputs. */
export function sidecarClassNames(modelPath: string, classCount: number): string[] | null {
  const path = `${modelPath}.classes.txt`
  if (!existsSync(path)) return null
  const names = readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  if (names.length === classCount) return names
  throw new WorkbenchError(
    'shape_mismatch',
    `class names do not fit: ${path} has ${names.length} (the model has ${classCount} classes)`,
  )
}

/** Those of a dataset of the same kind with as many classes, or `class 0` and so on. */
export function guessedClassNames(
  workspace: Workspace,
  kind: string,
  classCount: number,
): { names: string[]; note: string } {
  const dataset = workspace.datasets
    .list()
    .find((candidate) => candidate.kind === kind && candidate.classNames.length === classCount)
  if (dataset !== undefined) {
    return {
      names: [...dataset.classNames],
      note: `class names taken from dataset ${dataset.name}, in its order`,
    }
  }
  return {
    names: genericClassNames(classCount),
    note: 'class names unknown: add a dataset with as many classes, or a file <model>.classes.txt',
  }
}

function genericClassNames(classCount: number): string[] {
  return Array.from({ length: classCount }, (_, index) => `class ${index}`)
}

/** A model that came before its tiles takes their names as soon as they are there. */
export function nameModelsFrom(workspace: Workspace, kind: string, classNames: readonly string[]): void {
  for (const model of workspace.models.list()) {
    const unnamed = model.classNames.every((name) => GENERIC.test(name))
    if (unnamed && model.kind === kind && model.classNames.length === classNames.length) {
      workspace.models.setClassNames(model.id, classNames)
    }
  }
}

/** Single tiles in a folder that is called as a class of some model are of that class. */
export function labelLooseFiles(workspace: Workspace): void {
  const named = workspace.models.list().map((model) => model.classNames)
  for (const { id, classNames } of workspace.datasets.list()) {
    if (classNames.length > 0) continue
    const source = sourceOfDataset(workspace, id)
    if (source.kind !== 'files') continue
    const parents = source.paths.map((path) => basename(dirname(path)))
    const names = named.find((known) => parents.every((parent) => known.includes(parent)))
    if (names === undefined) continue
    workspace.datasets.setClassNames(id, names)
    const labels = parents.map((parent) => names.indexOf(parent))
    const samples = workspace.samples.list(id)
    workspace.samples.add(
      id,
      samples.map((sample) => ({ ...sample, label: labels[sample.ordinal] ?? null })),
    )
  }
}
