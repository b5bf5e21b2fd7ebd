import { z } from 'zod'
import type { ParsedInput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { Job } from '#contract/jobs.ts'
import { TRUST_CHECKS, type TrustCheck, type TrustReport } from '#contract/trust.ts'
import { methods } from '../attribution/registry.ts'
import type { CallHandlers } from '../ipc/dispatch.ts'
import { checkedRows, type CheckValues } from '../metrics/trust/checked-rows.ts'
import { mapFacts } from '../metrics/trust/facts.ts'
import { recordedRows } from '../metrics/trust/recorded-rows.ts'
import type { MapRecord } from '../store/maps.ts'
import type { Workspace } from '../store/workspace.ts'
import type { JobControl, JobResult } from './job-registry.ts'
import type { RemovalCurves } from './removal-curves.ts'
import { diagnosticsOf } from './run-view.ts'
import type { ServiceContext } from './service-context.ts'
import { IMPORTED } from './stored-run.ts'
import { CHECKS, estimatedMs, knownRemovalOrder } from './trust-checks.ts'
import { requireWritable } from './writable.ts'

/** Calls of another domain than `maps-service.ts` sees to. */
export type TrustCalls = 'maps.trust' | 'maps.trustReport'

const Stored = z.object({
  values: z.record(z.string(), z.number().nullable()),
  reason: z.string().nullable(),
})

export function trustHandlers(
  context: ServiceContext,
  curves: RemovalCurves,
): Pick<CallHandlers, TrustCalls> {
  return {
    'maps.trustReport': async ({ mapId }) => {
      const workspace = context.workspace.require()
      keepKnown(workspace, curves, mapId)
      return trustReport(workspace, mapId)
    },
    'maps.trust': async (request) => ({ job: startChecks(context, curves, request) }),
  }
}

/** What is known of a map so far, judged. */
export function trustReport(workspace: Workspace, mapId: number): TrustReport {
  const map = workspace.maps.get(mapId)
  const run = workspace.runs.get(map.runId)
  const diagnostics = diagnosticsOf(map)
  const found = foundChecks(workspace, mapId)
  const classes = { target: map.targetClass, runnerUp: runnerUpOf(workspace, map, run.modelId) }
  const method = methods.find(({ id }) => id === run.method)
  const imported = run.method === IMPORTED
  const title = method?.title ?? (imported ? 'A map from elsewhere' : run.method)
  const recorded = recordedRows(mapFacts(diagnostics), title)
  const rows = [
    ...recorded.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn'),
    ...checkedRows(found, classes),
    ...recorded.filter(({ verdict }) => verdict !== 'fail' && verdict !== 'warn'),
  ]
  return {
    mapId,
    rows: rows.map((row) =>
      row.check !== null && imported && CHECKS[row.check].asksAgain && row.verdict === 'unchecked'
        ? { ...row, verdict: 'undefined', note: 'a map from elsewhere cannot be asked for again' }
        : row,
    ),
    checks: possibleChecks(imported).map((id) => ({
      id,
      title: CHECKS[id].title,
      done: found[id] !== undefined,
      estimatedMs: estimatedMs(id, map.durationMs, diagnostics),
    })),
  }
}

/** What the occlusion bench has found out is not computed again for the card. */
function keepKnown(workspace: Workspace, curves: RemovalCurves, mapId: number): void {
  if (workspace.readonly || workspace.mapChecks.list(mapId).some(({ check }) => check === 'removal-order'))
    return
  const known = knownRemovalOrder({ curves, map: workspace.maps.get(mapId) })
  if (known === undefined) return
  try {
    workspace.mapChecks.put(mapId, 'removal-order', known)
  } catch (thrown) {
    // Another process writes, or the disk is full: the report can be read all the same.
    if (WorkbenchError.from(thrown).code === 'internal') throw thrown
  }
}

function possibleChecks(imported: boolean): TrustCheck[] {
  return TRUST_CHECKS.filter((id) => !imported || !CHECKS[id].asksAgain)
}

function foundChecks(workspace: Workspace, mapId: number): Partial<Record<TrustCheck, CheckValues>> {
  const found: Partial<Record<TrustCheck, CheckValues>> = {}
  for (const { check, values } of workspace.mapChecks.list(mapId)) {
    const id = TRUST_CHECKS.find((known) => known === check)
    const parsed = Stored.safeParse(values)
    if (id !== undefined && parsed.success) found[id] = parsed.data
  }
  return found
}

/** The class that `class-sensitivity` compares with, by the stored prediction. */
function runnerUpOf(workspace: Workspace, map: MapRecord, modelId: number): number | null {
  const probabilities = workspace.predictions.find(modelId, map.sampleId)?.probabilities ?? []
  let best: number | null = null
  for (let index = 0; index < probabilities.length; index++) {
    if (index === map.targetClass || index === map.versusClass) continue
    if (best === null || probabilities[index]! > probabilities[best]!) best = index
  }
  return best
}

function startChecks(
  context: ServiceContext,
  curves: RemovalCurves,
  { mapId, checks }: ParsedInput<'maps.trust'>,
): Job {
  const workspace = context.workspace.require()
  const map = workspace.maps.get(mapId)
  const { name } = workspace.samples.get(map.sampleId)
  if (map.stale) {
    throw new WorkbenchError('invalid_input', `map out of date: ${mapId} (${name} has changed since)`)
  }
  const report = trustReport(workspace, mapId)
  const wanted = report.checks.filter(({ id, done }) => (checks === undefined ? !done : checks.includes(id)))
  const described = { kind: 'probe', title: `Checks of a map of ${name}`, unit: 'checks' } as const
  if (wanted.length === 0) return context.jobs.finished({ ...described, result: { mapId } })
  requireWritable(workspace)
  return context.jobs.start({
    ...described,
    total: wanted.length,
    // One map's checks after the other's: none is faster for being computed beside another.
    lane: 'trust',
    work: (control) =>
      performChecks(
        { context, curves, mapId, again: checks !== undefined },
        wanted.map(({ id }) => id),
        control,
      ),
  })
}

interface Checked {
  readonly context: ServiceContext
  readonly curves: RemovalCurves
  readonly mapId: number
  /** Also those that somebody else has made since this was asked for. */
  readonly again: boolean
}

async function performChecks(
  { context, curves, mapId, again }: Checked,
  checks: readonly TrustCheck[],
  control: JobControl,
): Promise<JobResult> {
  const workspace = context.workspace.require()
  const map = workspace.maps.get(mapId)
  for (const [before, check] of checks.entries()) {
    control.signal.throwIfAborted()
    if (!again && foundChecks(workspace, mapId)[check] !== undefined) {
      control.progress(before + 1, checks.length)
      continue
    }
    const values = await CHECKS[check].perform(
      { context, curves, map },
      {
        signal: control.signal,
        progress: (done, total) => control.progress(before + done / Math.max(1, total), checks.length),
      },
    )
    workspace.mapChecks.put(mapId, check, values)
    control.progress(before + 1, checks.length)
  }
  return { mapId }
}
