import { compacted, type Segmentation } from './segmentation.ts'

export interface SlicOptions {
  readonly height: number
  readonly width: number
  /** About how many segments; >= 1. */
  readonly wanted: number
  /** Of place against colour. */
  readonly compactness: number
}

interface Centre {
  y: number
  x: number
  readonly colour: Float64Array
}

const ROUNDS = 10

/**
 * SLIC: k-means in place and colour, each centre looking no further than twice the spacing (Achanta et al. 2012, Sec. 3).
 * Centres start on a grid; at the end what is not connected to the largest part of its segment goes to a neighbour.
 *
 * @param lab  [height, width, channels], usually CIE L*a*b*
 */
export function slic(lab: Float64Array, options: SlicOptions): Segmentation {
  const { height, width, wanted } = options
  const spacing = Math.max(1, Math.sqrt((height * width) / wanted))
  const centres = startCentres(lab, options)
  let labels = new Int32Array(height * width)
  for (let round = 0; round < ROUNDS; round++) {
    labels = nearestCentres(lab, centres, spacing, options)
    moveCentres(lab, labels, centres, options)
  }
  return compacted(connected(labels, height, width))
}

function startCentres(lab: Float64Array, { height, width, wanted }: SlicOptions): Centre[] {
  const channels = lab.length / (height * width)
  const rows = Math.max(1, Math.min(height, Math.round(Math.sqrt((wanted * height) / width))))
  const columns = Math.max(1, Math.min(width, Math.round(wanted / rows)))
  return Array.from({ length: rows * columns }, (_, index) => {
    const y = Math.floor(((Math.floor(index / columns) + 0.5) * height) / rows)
    const x = Math.floor((((index % columns) + 0.5) * width) / columns)
    return { y, x, colour: lab.slice((y * width + x) * channels, (y * width + x + 1) * channels) }
  })
}

function nearestCentres(
  lab: Float64Array,
  centres: readonly Centre[],
  spacing: number,
  { height, width, compactness }: SlicOptions,
): Int32Array<ArrayBuffer> {
  const channels = lab.length / (height * width)
  const labels = new Int32Array(height * width)
  const distances = new Float64Array(height * width).fill(Infinity)
  const reach = Math.ceil(2 * spacing)
  const placeWeight = (compactness / spacing) ** 2
  centres.forEach((centre, label) => {
    const [top, left] = [Math.max(0, Math.round(centre.y) - reach), Math.max(0, Math.round(centre.x) - reach)]
    const bottom = Math.min(height - 1, Math.round(centre.y) + reach)
    const right = Math.min(width - 1, Math.round(centre.x) + reach)
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const pixel = y * width + x
        let distance = placeWeight * ((y - centre.y) ** 2 + (x - centre.x) ** 2)
        for (let channel = 0; channel < channels; channel++)
          distance += (lab[pixel * channels + channel]! - centre.colour[channel]!) ** 2
        if (distance >= distances[pixel]!) continue
        distances[pixel] = distance
        labels[pixel] = label
      }
    }
  })
  return labels
}

function moveCentres(
  lab: Float64Array,
  labels: Int32Array,
  centres: readonly Centre[],
  { width }: SlicOptions,
): void {
  const channels = lab.length / labels.length
  const counts = new Float64Array(centres.length)
  labels.forEach((label) => counts[label]!++)
  centres.forEach((centre, label) => {
    if (counts[label] === 0) return
    centre.y = 0
    centre.x = 0
    centre.colour.fill(0)
  })
  labels.forEach((label, pixel) => {
    const centre = centres[label]!
    centre.y += Math.floor(pixel / width) / counts[label]!
    centre.x += (pixel % width) / counts[label]!
    for (let channel = 0; channel < channels; channel++)
      centre.colour[channel]! += lab[pixel * channels + channel]! / counts[label]!
  })
}

/** Keeps the largest part of every label; smaller parts take the label of the pixel before them. */
function connected(labels: Int32Array, height: number, width: number): Int32Array {
  const parts = new Int32Array(labels.length).fill(-1)
  const members: number[][] = []
  for (let start = 0; start < labels.length; start++) {
    if (parts[start] !== -1) continue
    const part = [start]
    parts[start] = members.length
    for (let next = 0; next < part.length; next++) {
      for (const other of neighbours(part[next]!, height, width)) {
        if (parts[other] !== -1 || labels[other] !== labels[start]) continue
        parts[other] = members.length
        part.push(other)
      }
    }
    members.push(part)
  }
  const largest = new Map<number, number>()
  members.forEach((part, index) => {
    const label = labels[part[0]!]!
    const before = largest.get(label)
    if (before === undefined || part.length > members[before]!.length) largest.set(label, index)
  })
  const isKept = (part: number): boolean => largest.get(labels[members[part]![0]!]!) === part
  const joined = Int32Array.from(labels)
  members.forEach((part, index) => {
    if (isKept(index)) return
    // What is left of or above the first pixel of a part, in reading order, has its label for good.
    const first = part[0]!
    const before = first % width > 0 ? first - 1 : first - width
    const other = before >= 0 ? before : (keptNeighbour(part, isKept, parts, { height, width }) ?? first)
    for (const pixel of part) joined[pixel] = joined[other]!
  })
  return joined
}

/** A pixel next to a part that belongs to one that keeps its label. */
function keptNeighbour(
  part: readonly number[],
  isKept: (part: number) => boolean,
  parts: Int32Array,
  { height, width }: { readonly height: number; readonly width: number },
): number | undefined {
  const own = parts[part[0]!]
  for (const pixel of part) {
    const found = neighbours(pixel, height, width).find(
      (other) => parts[other] !== own && isKept(parts[other]!),
    )
    if (found !== undefined) return found
  }
  return undefined
}

function neighbours(pixel: number, height: number, width: number): number[] {
  const [y, x] = [Math.floor(pixel / width), pixel % width]
  const found: number[] = []
  if (y > 0) found.push(pixel - width)
  if (y < height - 1) found.push(pixel + width)
  if (x > 0) found.push(pixel - 1)
  if (x < width - 1) found.push(pixel + 1)
  return found
}
