import { readFile, rm, writeFile } from 'node:fs/promises'
import { WorkbenchError } from '#contract/errors.ts'

/** Runs the work unless another living process does: the window and a command line share one folder. */
export async function locked<T>(path: string, work: () => Promise<T>): Promise<T> {
  await take(path)
  try {
    return await work()
  } finally {
    await rm(path, { force: true })
  }
}

async function take(path: string): Promise<void> {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      return await writeFile(path, String(process.pid), { flag: 'wx' })
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''))
    if (isAlive(owner)) throw busy(path, owner)
    // Left by a process that was killed.
    await rm(path, { force: true })
  }
  throw busy(path, 0)
}

/** A lock of this very process is alive too: two fetches of one data set do not run side by side. */
function isAlive(process_: number): boolean {
  if (!Number.isSafeInteger(process_) || process_ <= 0) return false
  try {
    process.kill(process_, 0)
    return true
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}

function busy(path: string, owner: number): WorkbenchError {
  return new WorkbenchError(
    'download_failed',
    `data set is being fetched: process ${owner} (wait for it; if there is none, delete ${path})`,
  )
}
