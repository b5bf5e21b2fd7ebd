export interface ClassShift {
  readonly index: number
  readonly before: number
  readonly after: number
  readonly change: number
}

/** More would not be read; of a thousand classes those that count come first. */
const MOST_ROWS = 24

/** Probabilities of every class before and after; in the model's order, or those that count where there are too many. */
export function shiftRows(
  before: ArrayLike<number>,
  after: ArrayLike<number>,
  chosen: number | null,
): { readonly rows: readonly ClassShift[]; readonly left: number } {
  const all = Array.from({ length: before.length }, (_, index): ClassShift => {
    const [was, is] = [before[index] ?? 0, after[index] ?? 0]
    return { index, before: was, after: is, change: is - was }
  })
  if (all.length <= MOST_ROWS) return { rows: all, left: 0 }
  const weight = ({ index, before: was, after: is }: ClassShift) => (index === chosen ? 2 : Math.max(was, is))
  const rows = all
    .toSorted((a, b) => weight(b) - weight(a))
    .slice(0, MOST_ROWS)
    .toSorted((a, b) => a.index - b.index)
  return { rows, left: all.length - rows.length }
}

/** The most confidently called sample of another class than these; null where nothing is predicted. */
export function confidentOther(
  table: {
    readonly ids: Int32Array
    readonly predicted: Int16Array
    readonly confidence: Float32Array
    readonly problem: Uint8Array
  },
  predicted: number | null,
): number | null {
  let best = -1
  for (let row = 0; row < table.ids.length; row++) {
    const own = table.predicted[row]!
    if (own < 0 || own === predicted || table.problem[row] !== 0) continue
    if (best < 0 || table.confidence[row]! > table.confidence[best]!) best = row
  }
  return best < 0 ? null : (table.ids[best] ?? null)
}

/** Rows whose name holds the letters, in the order of the table; a few are enough to choose from. */
export function matchingNames(names: readonly string[], typed: string, most = 12): number[] {
  const wanted = typed.trim().toLowerCase()
  const found: number[] = []
  for (let row = 0; row < names.length && found.length < most; row++) {
    if (names[row]!.toLowerCase().includes(wanted)) found.push(row)
  }
  return found
}

/** Probability of the explained class at every step; of a contrast, the difference of both. */
export function explainedCurve(
  values: Float32Array,
  {
    classCount,
    targetClass,
    versus,
  }: {
    readonly classCount: number
    readonly targetClass: number
    readonly versus: number | null
  },
): Float32Array {
  return Float32Array.from({ length: values.length / classCount }, (_, step) => {
    const start = step * classCount
    return (values[start + targetClass] ?? 0) - (versus === null ? 0 : (values[start + versus] ?? 0))
  })
}
