import { createHash } from 'node:crypto'
import type { KnownDataset } from '../../main/datasets/catalogue.ts'
import { writeZip } from './zip-writer.ts'

/** An archive like the published ones, with one file in each of two classes. */
export function tinyArchive(tiles: readonly (Uint8Array | string)[] = ['tumour', 'stroma']): Buffer {
  return writeZip([
    { name: 'Tiny/', mode: 0o40755 },
    { name: 'Tiny/01_TUMOR/a.txt', content: tiles[0] ?? '' },
    { name: 'Tiny/02_STROMA/b.txt', content: tiles[1] ?? '', stored: true },
  ])
}

export function catalogued(archive: Uint8Array, id = 'tiny'): KnownDataset {
  const sum = (kind: string) => createHash(kind).update(archive).digest('hex')
  return {
    id,
    title: 'Tiny tiles',
    summary: 'Two tiles.',
    sampleCount: 2,
    licence: { name: 'CC BY 4.0', url: 'https://creativecommons.org/licenses/by/4.0/' },
    citation: 'Nobody: Tiny tiles. 2026',
    page: 'https://example.org/records/1',
    archive: {
      name: 'Tiny.zip',
      path: '/records/1/files/Tiny.zip?download=1',
      bytes: archive.length,
      md5: sum('md5'),
      sha256: sum('sha256'),
    },
    folder: 'Tiny',
    classFolders: ['01_TUMOR', '02_STROMA'],
    unpackedBytes: 12,
  }
}
