/** A picture cut into regions: label 0 .. count - 1 of every pixel, row-major; every label occurs. */
export interface Segmentation {
  readonly labels: Int32Array
  readonly count: number
}

/** Renumbers any labels by their order of value, without gaps. */
export function compacted(labels: Int32Array): Segmentation {
  const present = [...new Set(labels)].sort((a, b) => a - b)
  const numbers = new Map(present.map((label, index) => [label, index]))
  return { labels: labels.map((label) => numbers.get(label)!), count: present.length }
}
