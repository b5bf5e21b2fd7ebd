import type { Run } from '#contract/attributions.ts'
import type { RunComparison } from '#contract/comparison.ts'
import { canonicalJson } from '../store/canonical-json.ts'
import type { Workspace } from '../store/workspace.ts'
import { chooseMethod, methodTitle } from './method-question.ts'
import { IMPORTED } from './stored-run.ts'

interface TraitOfRun {
  readonly name: string
  readonly title: string
  readonly value: unknown
  readonly words: string
}

/** What decides the maps of each run, split into what differs between them and what does not. */
export function compareTraits(
  workspace: Workspace,
  runs: readonly Run[],
): Pick<RunComparison, 'differing' | 'equal'> {
  const all = runs.map((run) => [...questionTraits(workspace, run), ...paramTraits(run)])
  const names = [...new Set(all.flatMap((traits) => traits.map(({ name }) => name)))]
  const differing: RunComparison['differing'] = []
  const equal: RunComparison['equal'] = []
  for (const name of names) {
    const ofRuns = all.map((traits) => traits.find((trait) => trait.name === name))
    const { title = name } = ofRuns.find((trait) => trait !== undefined) ?? {}
    const values = ofRuns.map((trait) => trait?.value ?? null)
    const words = ofRuns.map((trait) => trait?.words ?? 'no such parameter')
    // An absent parameter differs from one that is null.
    const kinds = new Set(ofRuns.map((trait) => (trait === undefined ? '' : canonicalJson(trait.value))))
    if (kinds.size > 1) differing.push({ name, title, values, words })
    else equal.push({ name, title, value: values[0], words: words[0] ?? '' })
  }
  return { differing, equal }
}

function questionTraits(workspace: Workspace, run: Run): TraitOfRun[] {
  const model = workspace.models.get(run.modelId)
  const className = (index: number) => model.classNames[index] ?? `class ${index}`
  const trait = (name: string, title: string, value: unknown, words = String(value)): TraitOfRun => ({
    name,
    title,
    value,
    words,
  })
  const { target, versus, background } = run
  return [
    trait('method', 'Method', run.method, methodTitle(run.method)),
    trait('model', 'Model', run.modelId, model.name),
    trait('dataset', 'Data set', run.datasetId, workspace.datasets.get(run.datasetId).name),
    trait('target', 'Target', target, targetWords(run, className)),
    trait('versus', 'Versus', versus, versus === null ? 'no other class' : className(versus)),
    trait('output', 'Output', run.output),
    trait('seed', 'Seed', run.seed),
    trait('background', 'Background', background ?? null, backgroundWords(run, className)),
    trait('backend', 'Backend', run.backend),
    trait('samples', 'Maps', run.done),
  ]
}

function targetWords({ target }: Run, className: (index: number) => string): string {
  return target.kind === 'class' ? className(target.index) : `${target.kind} class`
}

function backgroundWords({ background }: Run, className: (index: number) => string): string {
  if (!background) return 'none'
  const { name, count, seed, classes } = background
  const chosen = classes === null ? '' : ` of ${classes.map(className).join(', ')}`
  return `${name}, at most ${count}${chosen}, seed ${seed}`
}

function paramTraits({ method, params }: Run): TraitOfRun[] {
  return Object.entries(params).map(([name, value]) => ({
    name: `params.${name}`,
    title: paramTitle(method, name),
    value,
    words: typeof value === 'string' ? value : canonicalJson(value),
  }))
}

/** As the method's schema calls it. */
function paramTitle(method: string, name: string): string {
  if (method === IMPORTED) return name
  const schema = chooseMethod(method).params.shape[name]
  return schema?.meta()?.title ?? name
}
