import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { BackendStatus, DoctorReport } from '#contract/app.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { appVersion } from './app-version.ts'
import { checkElectron } from './doctor-electron.ts'
import { checkTensorflowLibrary } from './doctor-tensorflow.ts'
import type { ServiceContext } from './service-context.ts'

type DoctorCheck = DoctorReport['checks'][number]

const SMALLEST_FREE_BYTES = 500 * 2 ** 20
const NODE_MAJOR = 24

/** What works, what does not, why, and how to mend it. `ok` when at least one backend works and nothing is broken. */
export async function examine(context: ServiceContext, bench: boolean): Promise<DoctorReport> {
  const backends = await listBackends(context, bench)
  const checks = [
    checkNode(),
    checkBackends(backends),
    checkTensorflowLibrary(),
    checkElectron(),
    checkWorkspace(context),
    checkFolder(context),
    checkDisk(context),
  ]
  return {
    ok: checks.every((check) => check.state !== 'failed'),
    version: appVersion(),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    backends,
    checks,
  }
}

async function listBackends({ engine, settings }: ServiceContext, bench: boolean): Promise<BackendStatus[]> {
  try {
    return [...(await engine.call('backends.list', { bench, threads: settings.current.threads }))]
  } catch (thrown) {
    // An engine that cannot even start is a finding, not a reason to say nothing.
    const reason = WorkbenchError.from(thrown).message
    const ids = ['tensorflow', 'onnxruntime', 'wasm'] as const
    return ids.map((id) => ({
      id,
      available: false,
      version: null,
      reason,
      remedy: 'npm ci',
      tilesPerSecond: null,
    }))
  }
}

function checkBackends(backends: readonly BackendStatus[]): DoctorCheck {
  const working = backends.filter((backend) => backend.available).map((backend) => backend.id)
  const about = { id: 'backends', title: 'Computing' }
  if (working.length > 0) {
    return { ...about, state: 'ok', message: `${working.join(', ')} can compute`, remedy: null }
  }
  const reason = backends[0]?.reason ?? 'none is installed'
  return { ...about, state: 'failed', message: `no backend works: ${reason}`, remedy: 'npm ci' }
}

function checkNode(): DoctorCheck {
  const { node } = process.versions
  const recent = Number(node.split('.')[0]) >= NODE_MAJOR
  return {
    id: 'node',
    title: 'Node.js',
    state: recent ? 'ok' : 'warning',
    message: `${node}${process.versions['electron'] === undefined ? '' : ' inside Electron'}`,
    remedy: recent
      ? null
      : `start it through npm or npx, which use the Node ${NODE_MAJOR} that is installed here`,
  }
}

function checkWorkspace({ workspace }: ServiceContext): DoctorCheck {
  const about = { id: 'workspace', title: 'Workspace' }
  if (workspace.open === null) {
    return { ...about, state: 'ok', message: 'none open', remedy: null }
  }
  const { ok, problems, mapsChecked } = workspace.open.checkIntegrity()
  const { path } = workspace.open
  if (ok)
    return { ...about, state: 'ok', message: `${path}: whole, ${mapsChecked} maps checked`, remedy: null }
  return {
    ...about,
    state: 'failed',
    message: `${path}: ${problems.join('; ')}`,
    remedy: 'restore a backup, or export the maps that can still be read into a new workspace',
  }
}

function checkFolder({ settings }: ServiceContext): DoctorCheck {
  const folder = nearestExisting(dirname(settings.path))
  const about = { id: 'settings', title: 'Settings' }
  try {
    accessSync(folder, constants.W_OK)
    return { ...about, state: 'ok', message: settings.path, remedy: null }
  } catch {
    return {
      ...about,
      state: 'warning',
      message: `cannot be written: ${settings.path}`,
      remedy: 'set EOSIN_HOME to a folder of yours',
    }
  }
}

function checkDisk({ workspace, folders }: ServiceContext): DoctorCheck {
  const folder = nearestExisting(dirname(workspace.open?.path ?? `${folders.data}/x`))
  const about = { id: 'disk', title: 'Disk space' }
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const message = `${(free / 2 ** 30).toFixed(1)} GB free at ${folder}`
  if (free >= SMALLEST_FREE_BYTES) return { ...about, state: 'ok', message, remedy: null }
  return {
    ...about,
    state: 'warning',
    message,
    remedy: 'free some space: maps of a large run need about 0.1 MB each',
  }
}

function nearestExisting(folder: string): string {
  let existing = folder
  while (!existsSync(existing) && dirname(existing) !== existing) existing = dirname(existing)
  return existing
}
