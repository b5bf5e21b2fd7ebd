import type { SampleTable } from '#contract/samples.ts'

/** Small repeatable noise in 0 .. 1. */
function noise(seed: number): number {
  const value = Math.sin(seed * 12.9898) * 43758.5453
  return value - Math.floor(value)
}

export function fakeTable(count: number, classNames: readonly string[]): SampleTable {
  const labels = Int16Array.from({ length: count }, (_, row) => Math.floor((row * classNames.length) / count))
  const predicted = labels.map((label, row) =>
    noise(row + 3) < 0.17 ? Math.floor(noise(row + 7) * classNames.length) : label,
  )
  return {
    ids: Int32Array.from({ length: count }, (_, row) => row + 1),
    names: Array.from(
      { length: count },
      (_, row) => `${classNames[labels[row]!]}/${10_000 + row}_CRC-Prim-HE-01.tif`,
    ),
    labels,
    predicted,
    confidence: Float32Array.from(labels, (_, row) => 0.35 + 0.65 * Math.sqrt(noise(row + 11))),
    problem: new Uint8Array(count),
    hasMap: new Uint8Array(count),
  }
}

const GROUNDS = [[90, 40, 110], [200, 110, 160], [150, 90, 150], [80, 50, 120], [190, 150, 190], [160, 90, 150], [235, 215, 230], [242, 240, 243]] // prettier-ignore

/** A stained-looking tile as an uncompressed BMP of `size` x `size` px. */
export function fakePicture(sampleId: number, label: number, size: number) {
  const stride = Math.ceil((size * 3) / 4) * 4
  const bytes = new Uint8Array(54 + stride * size)
  const view = new DataView(bytes.buffer)
  bytes.set([0x42, 0x4d])
  view.setUint32(2, bytes.length, true)
  view.setUint32(10, 54, true)
  view.setUint32(14, 40, true)
  view.setInt32(18, size, true)
  view.setInt32(22, size, true)
  view.setUint16(26, 1, true)
  view.setUint16(28, 24, true)
  const ground = GROUNDS[label % GROUNDS.length]!
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const u = (x / size) * 9 + sampleId
      const v = (y / size) * 9
      const wave =
        Math.sin(u + Math.sin(v * 1.7)) * Math.cos(v * 1.3 + Math.sin(u * 0.9)) +
        0.4 * (noise(x + y * size) - 0.5)
      for (let c = 0; c < 3; c++)
        bytes[54 + y * stride + 3 * x + 2 - c] = Math.max(0, Math.min(255, ground[c]! + 38 * wave))
    }
  }
  return { mime: 'image/bmp', bytes, width: size, height: size, originalWidth: 150, originalHeight: 150 }
}

export function fakeSignal(sampleId: number, classCount: number) {
  const values = Float32Array.from(
    { length: 40 },
    (_, index) => Math.sin(index / 3 + sampleId) + noise(index + sampleId) - 0.5,
  )
  const x = Array.from({ length: 12 }, (_, index) => index)
  return {
    values,
    templates: Array.from({ length: classCount }, (_, label) => ({
      label,
      x,
      y: x.map((at) => Math.sin(at / 2 + label)),
    })),
  }
}

export function fakeMap(shape: readonly number[], signed: boolean): Float32Array {
  const [height, width] = shape.length === 1 ? [1, shape[0]!] : [shape[0]!, shape[1]!]
  return Float32Array.from({ length: height * width }, (_, index) => {
    const x = (index % width) / width
    const y = Math.floor(index / width) / height
    const bump =
      Math.exp(-((x - 0.62) ** 2 + (height === 1 ? 0 : (y - 0.4) ** 2)) * 14) +
      0.3 * Math.sin(x * 9) * Math.sin(y * 8)
    return signed ? 0.02 * (bump - 0.4) : Math.max(0, Math.min(1, bump))
  })
}
