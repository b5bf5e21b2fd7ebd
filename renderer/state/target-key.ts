import type { Target } from '#contract/attributions.ts'

/** A target as the value of an option: `predicted`, `true`, or the class's index. */
export function targetKey(target: Target): string {
  return target.kind === 'class' ? String(target.index) : target.kind
}

export function targetFromKey(key: string): Target {
  if (key === 'predicted' || key === 'true') return { kind: key }
  return { kind: 'class', index: Number(key) }
}
