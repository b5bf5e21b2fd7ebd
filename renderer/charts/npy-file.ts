const MAGIC = [0x93, ...[...'NUMPY'].map((letter) => letter.charCodeAt(0)), 1, 0]
/** Bytes before the header's text: the magic string, the version, and the header's length. */
const PREFIX = MAGIC.length + 2
/** The data begin at a multiple of it. */
const ALIGNMENT = 64

/** A .npy file (version 1.0, little-endian float32, C order) of a map's raw values. */
export function npyFile(shape: readonly number[], values: Float32Array): Uint8Array<ArrayBuffer> {
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ')
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${tuple}), }`
  const dataAt = Math.ceil((PREFIX + text.length + 1) / ALIGNMENT) * ALIGNMENT
  const header = `${text.padEnd(dataAt - PREFIX - 1)}\n`
  const file = new Uint8Array(dataAt + 4 * values.length)
  const view = new DataView(file.buffer)
  file.set(MAGIC)
  view.setUint16(MAGIC.length, header.length, true)
  for (let index = 0; index < header.length; index++) file[PREFIX + index] = header.charCodeAt(index)
  for (let index = 0; index < values.length; index++) {
    view.setFloat32(dataAt + 4 * index, values[index]!, true)
  }
  return file
}
