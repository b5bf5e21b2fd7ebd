import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { WorkbenchError } from '#contract/errors.ts'
import type { Archive } from '../catalogue.ts'

const CHUNK = 2 ** 20

/** @throws WorkbenchError `file_corrupt` unless the file is the published archive, to the byte */
export async function checkArchive(path: string, archive: Archive, signal: AbortSignal): Promise<void> {
  const { size } = await stat(path)
  if (size !== archive.bytes) throw notPublished(path, `${size} bytes`, `${archive.bytes}`)
  const [md5, sha256] = [createHash('md5'), createHash('sha256')]
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK, signal })) {
    md5.update(chunk)
    sha256.update(chunk)
  }
  const found = { md5: md5.digest('hex'), sha256: sha256.digest('hex') }
  for (const kind of ['md5', 'sha256'] as const) {
    if (found[kind] !== archive[kind]) throw notPublished(path, `${kind} ${found[kind]}`, archive[kind])
  }
}

function notPublished(path: string, found: string, expected: string): WorkbenchError {
  return new WorkbenchError(
    'file_corrupt',
    `not the published archive: ${path} has ${found} (must be ${expected})`,
  )
}
