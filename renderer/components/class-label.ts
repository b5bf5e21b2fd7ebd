/** A folder's name as people say it: `01_TUMOR` is `Tumor`; names that are no shouting stay as they are. */
export function classLabel(name: string): string {
  const bare = name.replace(/^\d+[_\- ]+(?=\p{L})/u, '').replaceAll('_', ' ')
  if (bare === bare.toUpperCase() && /\p{L}{3,}/u.test(bare)) {
    return bare.charAt(0) + bare.slice(1).toLowerCase()
  }
  return bare
}

/** Short enough for the head of a column. */
export function shortLabel(name: string): string {
  const label = classLabel(name)
  return label.length <= 4 ? label : label.slice(0, 3)
}

/** `n = 62 each`, `n = 40 to 62`: how many samples each class's figure stands on. */
export function supportText(supports: readonly number[]): string {
  const least = Math.min(...supports)
  const most = Math.max(...supports)
  if (supports.length === 0) return ''
  return least === most ? `n = ${least} each` : `n = ${least} to ${most}`
}
