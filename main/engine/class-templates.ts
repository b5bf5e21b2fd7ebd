import { setImmediate } from 'node:timers/promises'
import type { ClassTemplate } from '#contract/class-templates.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { OpenedSource } from '../datasets/sample-source.ts'
import type { SignalTemplate } from '../datasets/mnist1d.ts'
import type { SampleReference } from './protocol.ts'

/** Signals read at a stretch. */
const BETWEEN = 256

/** Running mean and sum of squared distances from it (Welford 1962), so that no signal is kept. */
interface Moments {
  count: number
  readonly mean: Float64Array
  readonly squares: Float64Array
}

/**
 * The pattern of each class of signals: what the generator drew from, else the mean over the labelled samples that can be
 * read and have the length of the first. Classes without such a sample are left out.
 * @throws WorkbenchError `file_unsupported` for tiles, `cancelled`
 */
export async function classTemplates(
  source: OpenedSource,
  samples: readonly SampleReference[],
  signal: AbortSignal,
): Promise<ClassTemplate[]> {
  if (source.kind !== 'signal') {
    throw new WorkbenchError(
      'file_unsupported',
      `no class templates: ${source.kind}s have none (only signals do)`,
    )
  }
  if (source.templates.length > 0) return source.templates.map(drawnFrom)
  const classes = new Map<number, Moments>()
  let length: number | null = null
  for (const [place, { index, name, label }] of samples.entries()) {
    // Lets a cancel or another call in between.
    if (place % BETWEEN === BETWEEN - 1) await setImmediate()
    signal.throwIfAborted()
    if (label === null) continue
    const values = await source.read({ index, name }, null).catch(() => null)
    if (values === null) continue
    length ??= values.length
    if (values.length === length) addTo(momentsOf(classes, label, length), values)
  }
  return [...classes].sort(([a], [b]) => a - b).map(([label, moments]) => meanOf(label, moments))
}

/** At whole positions: the curve between the template's points is straight. */
function drawnFrom({ label, x, y }: SignalTemplate): ClassTemplate {
  const last = Math.ceil(x.at(-1) ?? 0)
  const mean = Float32Array.from({ length: last + 1 }, (_, position) => interpolated(x, y, position))
  return { classIndex: label, mean, deviation: new Float32Array(mean.length), count: 0, source: 'template' }
}

function interpolated(x: readonly number[], y: readonly number[], position: number): number {
  const right = x.findIndex((at) => at >= position)
  if (right < 0) return y.at(-1) ?? 0
  if (right === 0) return y[0] ?? 0
  const share = (position - x[right - 1]!) / (x[right]! - x[right - 1]!)
  return y[right - 1]! + share * (y[right]! - y[right - 1]!)
}

function momentsOf(classes: Map<number, Moments>, label: number, length: number): Moments {
  const present = classes.get(label)
  if (present !== undefined) return present
  const fresh = { count: 0, mean: new Float64Array(length), squares: new Float64Array(length) }
  classes.set(label, fresh)
  return fresh
}

function addTo(moments: Moments, values: Float32Array): void {
  const { mean, squares } = moments
  moments.count += 1
  for (let position = 0; position < values.length; position++) {
    const before = values[position]! - mean[position]!
    mean[position]! += before / moments.count
    squares[position]! += before * (values[position]! - mean[position]!)
  }
}

function meanOf(classIndex: number, { count, mean, squares }: Moments): ClassTemplate {
  const deviation = Float32Array.from(squares, (sum) => Math.sqrt(sum / count))
  return { classIndex, mean: Float32Array.from(mean), deviation, count, source: 'mean' }
}
