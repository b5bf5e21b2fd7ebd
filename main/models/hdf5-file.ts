import { WorkbenchError } from '#contract/errors.ts'
import { Dataset, File, Group, Module, ready } from 'h5wasm'
import { findDamagedHeap } from './hdf5-heap.ts'

/** An array in a file; not read until asked for. */
export interface StoredArray {
  readonly shape: readonly number[]
  /** Converted to float32. */
  read(): Float32Array
}

/** What the readers need of an HDF5 file. Paths are absolute in the file. */
export interface Hdf5File {
  /** Text of an attribute, or undefined where there is none. */
  text(path: string, attribute: string): string | undefined
  /** A list of texts, also where Keras has split it into `attribute0`, `attribute1`... */
  textList(path: string, attribute: string): readonly string[] | undefined
  hasGroup(path: string): boolean
  array(path: string): StoredArray | undefined
  close(): void
}

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a]
/** Deflate cannot shrink more than this: a file that declares more values than that is not genuine. */
const LARGEST_COMPRESSION = 1100
const LARGEST_ARRAY_BYTES = 2 ** 31
let opened = 0

/** Where the HDF5 superblock starts (0, or 512 doubled, after a user block), or undefined in another kind of file. */
export function findHdf5Signature(bytes: Uint8Array): number | undefined {
  for (let offset = 0; offset + 8 <= bytes.length; offset = offset === 0 ? 512 : offset * 2) {
    if (SIGNATURE.every((byte, index) => bytes[offset + index] === byte)) return offset
  }
  return undefined
}

/**
 * Opens an HDF5 file that has been read into memory.
 *
 * @param name  of the file, for messages
 * @throws      WorkbenchError `file_unsupported` (not HDF5), `file_corrupt` (truncated, or not to be read)
 */
export async function openHdf5(bytes: Uint8Array, name: string): Promise<Hdf5File> {
  const start = findHdf5Signature(bytes)
  if (start === undefined) throw new WorkbenchError('file_unsupported', `not an HDF5 file: ${name}`)
  const declared = declaredLength(bytes, start)
  if (declared !== undefined && declared > bytes.length) {
    const sizes = `${bytes.length} bytes, its header says ${declared}`
    throw new WorkbenchError('file_corrupt', `truncated file: ${name} (${sizes})`)
  }
  const heap = findDamagedHeap(bytes)
  if (heap !== undefined) {
    throw new WorkbenchError('file_corrupt', `corrupt HDF5 file: ${name} (damaged heap at byte ${heap})`)
  }
  const library = await ready
  const path = `/model-${++opened}.h5`
  library.FS.writeFile(path, bytes)
  const file = guarded(name, () => new File(path, 'r'))
  const close = () => {
    library.deactivate_throwing_error_handler()
    if (file.file_id >= 0n) file.close()
    library.FS.unlink(path)
  }
  if (file.file_id < 0n) {
    close()
    throw new WorkbenchError('file_corrupt', `corrupt HDF5 file: ${name} (it cannot be opened)`)
  }
  return { ...readerOf(file, name, bytes.length), close }
}

/** The end of the file as its superblock gives it (HDF5 file format, section II.A), where that can be read. */
function declaredLength(bytes: Uint8Array, start: number): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, bytes.length - start)
  const version = view.byteLength > 8 ? view.getUint8(8) : 255
  const at = version === 0 ? 40 : version === 1 ? 44 : version <= 3 ? 28 : undefined
  const offsetSize = version <= 1 ? 13 : 9
  if (at === undefined || view.byteLength < at + 8) return at === undefined ? undefined : Infinity
  if (view.getUint8(offsetSize) !== 8) return undefined
  return start + Number(view.getBigUint64(at, true))
}

/**
 * Whatever the library finds wrong in a damaged file becomes one error of ours. It is told each time to throw (for the
 * whole process, so another file may have changed it); else it prints its stack of errors and goes on.
 */
function guarded<Result>(name: string, read: () => Result): Result {
  try {
    Module.activate_throwing_error_handler()
    return read()
  } catch (thrown) {
    if (thrown instanceof WorkbenchError) throw thrown
    throw new WorkbenchError('file_corrupt', `corrupt HDF5 file: ${name} (its content cannot be read)`, {
      cause: thrown,
    })
  }
}

function readerOf(file: File, name: string, fileBytes: number): Omit<Hdf5File, 'close'> {
  const entity = (path: string) => {
    // get() of a missing path raises an error inside of the library; keys() does not.
    let group: Group = file
    const steps = path.split('/').filter((step) => step !== '')
    for (const [index, step] of steps.entries()) {
      if (!group.keys().includes(step)) return undefined
      const next = group.get(step)
      if (index === steps.length - 1) return next ?? undefined
      if (!(next instanceof Group)) return undefined
      group = next
    }
    return file
  }
  const attribute = (path: string, key: string): unknown => {
    const owner = entity(path)
    if (!(owner instanceof Group)) return undefined
    return owner.attrs[key]?.value
  }
  return {
    text: (path, key) => guarded(name, () => asText(attribute(path, key))),
    textList: (path, key) =>
      guarded(name, () => {
        const whole = asTexts(attribute(path, key))
        if (whole !== undefined) return whole
        const parts: string[] = []
        for (let part = 0, texts; (texts = asTexts(attribute(path, `${key}${part}`))) !== undefined; part++)
          parts.push(...texts)
        return parts.length > 0 ? parts : undefined
      }),
    hasGroup: (path) => guarded(name, () => entity(path) instanceof Group),
    array: (path) =>
      guarded(name, () => {
        const found = entity(path)
        return found instanceof Dataset ? storedArray(found, name, fileBytes) : undefined
      }),
  }
}

function storedArray(dataset: Dataset, name: string, fileBytes: number): StoredArray {
  const shape = dataset.shape ?? []
  const size = shape.reduce((product, length) => product * length, 1)
  return {
    shape,
    read: () =>
      guarded(name, () => {
        if (size * 4 > Math.min(LARGEST_ARRAY_BYTES, fileBytes * LARGEST_COMPRESSION)) {
          const rule = `${size} values in a file of ${fileBytes} bytes`
          throw new WorkbenchError(
            'file_corrupt',
            `corrupt HDF5 file: ${name} (${dataset.path} declares ${rule})`,
          )
        }
        return asFloats(dataset.value, `${name} ${dataset.path}`, size)
      }),
  }
}

function asFloats(value: unknown, place: string, size: number): Float32Array {
  const numbers =
    value instanceof Float32Array
      ? value
      : value instanceof Float64Array || value instanceof Int32Array || value instanceof Uint8Array
        ? Float32Array.from(value)
        : value instanceof BigInt64Array
          ? Float32Array.from(value, Number)
          : typeof value === 'number'
            ? Float32Array.of(value)
            : undefined
  if (numbers?.length !== size) {
    throw new WorkbenchError(
      'file_unsupported',
      `unsupported numbers: ${place} (float32 and float64 are read)`,
    )
  }
  return numbers
}

function asText(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : undefined
}

function asTexts(value: unknown): string[] | undefined {
  if (!Array.isArray(value))
    return value instanceof Float64Array || value instanceof Float32Array ? [] : undefined
  return value.map((item: unknown) => asText(item) ?? '')
}
