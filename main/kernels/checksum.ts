const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte
  for (let bit = 0; bit < 8; bit++)
    remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb8_8320 : remainder >>> 1
  return remainder
})

/**
 * CRC-32 as in zip, PNG and zlib (polynomial 0xEDB88320, reflected): guards stored arrays against damage.
 * @param bytes     the buffer
 * @param previous  CRC of what came before, to continue it
 * @returns         integer in [0, 2^32)
 */
export function crc32(bytes: Uint8Array, previous = 0): number {
  let remainder = ~previous
  for (const byte of bytes) remainder = TABLE[(remainder ^ byte) & 0xff]! ^ (remainder >>> 8)
  return ~remainder >>> 0
}
