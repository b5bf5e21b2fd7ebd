import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  /** Bytes where UTF-8 would not say it. */
  readonly name: string | Buffer
  readonly content?: Uint8Array | string
  /** Unix mode; 0 writes none. */
  readonly mode?: number
  readonly stored?: boolean
  readonly flags?: number
  readonly method?: number
  /** Lies of the directory. */
  readonly bytes?: number
  readonly crc32?: number
  /** Data of an earlier entry, by index, instead of its own. */
  readonly dataOf?: number
}

const UTF8 = 0x0800

/** A zip file as told, also one that no honest program writes. */
export function writeZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  const places: { at: number; packed: Buffer }[] = []
  let at = 0
  for (const entry of entries) {
    const name = typeof entry.name === 'string' ? Buffer.from(entry.name) : entry.name
    const content = Buffer.from(entry.content ?? '')
    const shared = entry.dataOf === undefined ? undefined : places[entry.dataOf]
    const packed = shared?.packed ?? (entry.stored === true ? content : deflateRawSync(content))
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(entry.flags ?? UTF8, 2)
    fields.writeUInt16LE(entry.method ?? (entry.stored === true ? 0 : 8), 4)
    fields.writeUInt32LE(entry.crc32 ?? crc32(content), 10)
    fields.writeUInt32LE(packed.length, 14)
    fields.writeUInt32LE(entry.bytes ?? content.length, 18)
    fields.writeUInt16LE(name.length, 22)
    const place = shared ?? { at, packed }
    places.push(place)
    if (shared === undefined) {
      const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, name, packed])
      parts.push(local)
      at += local.length
    }
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6)
    tail.writeUInt32LE(place.at, 10)
    // Made by version 2.0 on Unix.
    directory.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), fields, tail, name)
  }
  return Buffer.concat([
    ...parts,
    ...directory,
    endRecord(entries.length, Buffer.concat(directory).length, at),
  ])
}

function endRecord(count: number, size: number, at: number): Buffer {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(at, 16)
  return end
}
