import type { Segmentation } from './segmentation.ts'

/**
 * Cuts a picture into about `wanted` rectangles as square as its sides allow; a signal (height 1) into segments of equal
 * length (but for rounding).
 * @param wanted  >= 1; no more than there are pixels are made
 */
export function gridSegmentation(height: number, width: number, wanted: number): Segmentation {
  const rows = Math.max(1, Math.min(height, Math.round(Math.sqrt((wanted * height) / width))))
  const columns = Math.max(1, Math.min(width, Math.round(wanted / rows)))
  const labels = new Int32Array(height * width)
  for (let y = 0; y < height; y++) {
    const row = Math.floor((y * rows) / height)
    for (let x = 0; x < width; x++) labels[y * width + x] = row * columns + Math.floor((x * columns) / width)
  }
  return { labels, count: rows * columns }
}
