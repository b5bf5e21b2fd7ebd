const END = 0x0605_4b50
const ENTRY = 0x0201_4b50

/**
 * CRC-32 of each entry as the central directory of a zip file gives it (fflate does not check them).
 * Empty where the directory lies elsewhere, as in zip64 files of more than 65,535 entries.
 */
export function zipChecksums(bytes: Uint8Array): ReadonlyMap<string, number> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const checksums = new Map<string, number>()
  const end = endOfDirectory(buffer)
  if (end === undefined) return checksums
  const count = buffer.readUInt16LE(end + 10)
  let offset = buffer.readUInt32LE(end + 16)
  for (let entry = 0; entry < count; entry++) {
    if (offset + 46 > buffer.length || buffer.readUInt32LE(offset) !== ENTRY) break
    const nameLength = buffer.readUInt16LE(offset + 28)
    const name = buffer.toString('utf8', offset + 46, offset + 46 + nameLength)
    checksums.set(name, buffer.readUInt32LE(offset + 16))
    offset += 46 + nameLength + buffer.readUInt16LE(offset + 30) + buffer.readUInt16LE(offset + 32)
  }
  return checksums
}

/** The end record lies within the last 64 KiB, behind at most a comment. */
function endOfDirectory(buffer: Buffer): number | undefined {
  for (let offset = buffer.length - 22; offset >= Math.max(0, buffer.length - 65_557); offset--) {
    if (buffer.readUInt32LE(offset) === END) return offset
  }
  return undefined
}
