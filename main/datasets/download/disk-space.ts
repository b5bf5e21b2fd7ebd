import { statfs } from 'node:fs/promises'
import { WorkbenchError } from '#contract/errors.ts'

/** What is left over for everything else. */
const RESERVE = 100 * 2 ** 20

/** @throws WorkbenchError `store_full` where the disk of the folder cannot take it */
export async function checkDiskSpace(folder: string, bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder)
  const free = bavail * bsize
  if (free >= bytes + RESERVE) return
  throw new WorkbenchError(
    'store_full',
    `disk too full: ${folder} has ${megabytes(free)} free (must be ${megabytes(bytes + RESERVE)})`,
    { details: { free, needed: bytes + RESERVE } },
  )
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`
}
