import type { MethodSummary } from '#contract/attributions.ts'

const FAMILY_TITLES: Readonly<Record<string, string>> = {
  sise: 'SISE and its kin',
  shap: 'Shapley values',
  lime: 'Local surrogates',
  perturbation: 'Perturbation',
  gradient: 'Gradients',
  cam: 'Class activation maps',
  control: 'Controls, to compare with',
}

export interface MethodFamily {
  readonly title: string
  readonly methods: readonly MethodSummary[]
}

/** Methods by family, families in the order above; a family that is not known here keeps its own name and comes last. */
export function groupByFamily(methods: readonly MethodSummary[]): MethodFamily[] {
  const known = Object.keys(FAMILY_TITLES)
  const families = [...new Set(methods.map(({ family }) => family))]
  const rank = (family: string) => (known.includes(family) ? known.indexOf(family) : known.length)
  return families
    .toSorted((a, b) => rank(a) - rank(b))
    .map((family) => ({
      title: FAMILY_TITLES[family] ?? family,
      methods: methods.filter((method) => method.family === family),
    }))
}

const NEED_TEXTS: Readonly<Record<string, string>> = {
  background: 'It compares with other samples of the dataset.',
  globalPoolingHead: 'Only for networks that end in global pooling and one dense layer.',
}

/** What a method asks for that not every model or dataset has; empty for most. */
export function needsText(needs: readonly string[]): string {
  return needs.flatMap((need) => NEED_TEXTS[need] ?? []).join(' ')
}
