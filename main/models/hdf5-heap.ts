import { Buffer } from 'node:buffer'

/** Signature and version of a global heap collection, with its three reserved bytes (HDF5 file format, section III.E). */
const COLLECTION = Buffer.from([0x47, 0x43, 0x4f, 0x4c, 1, 0, 0, 0])
const HEADER = 16

/**
 * Walks the global heaps of a file, in which texts of variable length lie, as the HDF5 library does on reading them. The
 * library (2.0.0) never comes back from a collection with a free block of size 0, which a damaged file can hold.
 *
 * @returns  offset of the first collection that does not add up, or undefined
 */
export function findDamagedHeap(bytes: Uint8Array): number | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = buffer.indexOf(COLLECTION); at >= 0; at = buffer.indexOf(COLLECTION, at + 8)) {
    if (!addsUp(buffer, at)) return at
  }
  return undefined
}

function addsUp(buffer: Buffer, start: number): boolean {
  if (start + HEADER > buffer.length) return false
  const end = start + Number(buffer.readBigUInt64LE(start + 8))
  if (end > buffer.length) return false
  for (let at = start + HEADER; at + HEADER <= end;) {
    const size = Number(buffer.readBigUInt64LE(at + 8))
    const isFree = buffer.readUInt16LE(at) === 0
    // The size of a free block counts its header; that of an object neither its header nor its padding to 8.
    const step = isFree ? size : HEADER + Math.ceil(size / 8) * 8
    if (step < HEADER || at + step > end) return false
    at += step
  }
  return true
}
