import { createHash } from 'node:crypto'
import { WorkbenchError } from '#contract/errors.ts'

/** sha256, hexadecimal, of an array's bytes (little-endian on every machine that runs this program). */
export function arrayHash(array: Float32Array | Float64Array | Uint8Array): string {
  return createHash('sha256')
    .update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    .digest('hex')
}

/** A signal asked for as a picture. */
export function notAPicture(name: string): WorkbenchError {
  return new WorkbenchError('file_unsupported', `not a picture: ${name} (a signal is drawn as a curve)`)
}
