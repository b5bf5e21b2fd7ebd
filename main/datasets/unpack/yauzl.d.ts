/** What is used of yauzl, which brings no types. */
declare module 'yauzl' {
  import type { Readable } from 'node:stream'

  interface Entry {
    readonly fileName: string
    readonly compressedSize: number
    readonly uncompressedSize: number
    readonly compressionMethod: number
    readonly generalPurposeBitFlag: number
    readonly externalFileAttributes: number
    readonly crc32: number
    isEncrypted(): boolean
  }

  interface ZipFile {
    readonly entryCount: number
    eachEntry(): AsyncIterable<Entry>
    openReadStreamPromise(entry: Entry): Promise<Readable>
    close(): void
  }

  interface OpenOptions {
    readonly autoClose: boolean
    readonly strictFileNames: boolean
    readonly validateEntrySizes: boolean
  }

  function openPromise(path: string, options: OpenOptions): Promise<ZipFile>
}
