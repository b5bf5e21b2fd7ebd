import { WorkbenchError } from '#contract/errors.ts'
import type { ExplainItem, SampleReference } from '../engine/protocol.ts'
import { computeDespiteCrashes } from './crash-tolerant.ts'
import { explainUnits, unitKey, type RunUnit } from './explain-units.ts'
import type { JobControl, JobResult } from './job-registry.ts'
import { logRun } from './run-log.ts'
import type { RunMember } from './run-member.ts'
import { begin, finish, keepLeases, openSamples, recordFailure, scopeSize, stop } from './run-state.ts'
import { referencesOf } from './sample-references.ts'
import type { ServiceContext } from './service-context.ts'

interface RunGroup {
  readonly context: ServiceContext
  /** Runs over samples of one dataset with one model. */
  readonly members: readonly RunMember[]
  readonly control: Pick<JobControl, 'signal' | 'progress'>
  readonly startedAt: number
}

/** In samples of one run, for each run of the group. */
const LARGEST_CHUNK = 32

/**
 * Takes the runs' leases, computes what is pending tile by tile for all of them, and leaves each run in the state that it
 * ended in. A run that cannot be computed (taken by another process, refused by the engine) leaves the others alone.
 * @throws what stopped the group, or the first run that could not be computed
 */
export async function executeRuns(
  context: ServiceContext,
  members: readonly RunMember[],
  control: Pick<JobControl, 'signal' | 'progress'>,
): Promise<JobResult> {
  const group: RunGroup = { context, members, control, startedAt: context.now() }
  for (const member of alive(group)) claim(group, member)
  const stopKeeping = keepLeases(members)
  try {
    await computePending(group)
    dropLeavers(group)
    for (const member of alive(group)) finish(member, elapsed(group))
  } catch (thrown) {
    const error = WorkbenchError.from(thrown)
    const isStopped = control.signal.aborted && error.code === 'cancelled'
    for (const member of alive(group)) stop(member, isStopped ? null : error, elapsed(group))
    throw error
  } finally {
    stopKeeping()
    for (const { runId } of members) announce(group, runId)
  }
  const refused = members.find(({ error }) => error !== null)?.error
  if (refused) throw refused
  return resultOf(members)
}

function claim(group: RunGroup, member: RunMember): void {
  try {
    begin(member)
  } catch (thrown) {
    member.error = WorkbenchError.from(thrown)
    member.end()
  }
  announce(group, member.runId)
}

/** Of a job over these runs. */
export function resultOf(members: readonly RunMember[]): JobResult {
  const [first] = members
  const failures = members.reduce(
    (count, { setup, runId }) => count + setup.workspace.runs.samples.progress(runId).failed,
    0,
  )
  return {
    ...(first && { runId: first.runId, datasetId: first.setup.dataset.id }),
    ...(members.length > 1 && { runIds: members.map(({ runId }) => runId) }),
    failures,
  }
}

/** Asked for more samples meanwhile, the runs go on with those. */
async function computePending(group: RunGroup): Promise<void> {
  const tried = new Set<string>()
  for (;;) {
    const units = pendingUnits(group).filter((unit) => !tried.has(unitKey(unit)))
    if (tried.size > 0 && units.length === 0) return
    for (const unit of units) tried.add(unitKey(unit))
    await computeUnits(group, units)
    if (units.length === 0) return
  }
}

/** Sample by sample, each run's question about it one after the other. */
function pendingUnits(group: RunGroup): RunUnit[] {
  const asked = new Map<number, RunMember[]>()
  const members = alive(group)
  for (const member of members) {
    for (const id of openSamples(member)) asked.set(id, [...(asked.get(id) ?? []), member])
  }
  const [first] = members
  if (first === undefined) return []
  const { workspace, dataset } = first.setup
  const inOrder = workspace.samples.list(dataset.id).filter(({ id }) => asked.has(id))
  const references = referencesOf(
    workspace,
    dataset.id,
    inOrder.map(({ id }) => id),
  )
  return references.flatMap((sample) => (asked.get(sample.id) ?? []).map((member) => ({ member, sample })))
}

async function computeUnits(group: RunGroup, units: readonly RunUnit[]): Promise<void> {
  const { context, control } = group
  const { signal } = control
  const total = alive(group).reduce((count, member) => count + scopeSize(member), 0)
  const open = new Set(units)
  const tell = () => control.progress(total - open.size, total)

  function settle(unit: RunUnit, sample: SampleReference = unit.sample): void {
    open.delete(unit)
    tell()
    const { runId, setup } = unit.member
    context.emit('workspace.changed', { what: 'maps', runId, sampleId: sample.id, modelId: setup.model.id })
  }

  tell()
  const together = Math.max(1, alive(group).length)
  await computeDespiteCrashes<RunUnit>({
    items: units,
    firstChunk: together,
    smallestChunk: together,
    largestChunk: LARGEST_CHUNK * together,
    now: context.now,
    beforeEach: async () => {
      await context.foreground.idle(signal)
      signal.throwIfAborted()
    },
    giveUp: (unit, error) => {
      recordFailure(unit.member, unit.sample.id, error.toRecord())
      settle(unit)
    },
    compute: (chunk, finished) =>
      computeChunk(group, chunk, (unit, item) => {
        if (item !== null) storeItem(unit.member, item)
        settle(unit)
        finished(unit)
      }),
  })
}

/**
 * Asks until every unit is settled. A run that leaves breaks the call off for all; the others ask again for what is left.
 * @param onSettled  item null: the run left, nothing came
 */
async function computeChunk(
  group: RunGroup,
  chunk: readonly RunUnit[],
  onSettled: (unit: RunUnit, item: ExplainItem | null) => void,
): Promise<void> {
  const { signal } = group.control
  const open = new Set(chunk)
  const settle = (unit: RunUnit, item: ExplainItem | null): void => {
    open.delete(unit)
    onSettled(unit, item)
  }
  for (;;) {
    dropLeavers(group)
    for (const unit of [...open]) if (unit.member.hasEnded) settle(unit, null)
    if (open.size === 0) return
    const leaving = AbortSignal.any(alive(group).map((member) => member.leaving))
    try {
      await explainUnits(group.context, [...open], {
        signal: AbortSignal.any([signal, leaving]),
        onItem: settle,
        onRefused: (member, error) => void member.leave(error),
      })
      if (!leaving.aborted) return
    } catch (thrown) {
      if (signal.aborted || !leaving.aborted) {
        noteCrash(open, thrown)
        throw thrown
      }
    }
  }
}

function noteCrash(open: ReadonlySet<RunUnit>, thrown: unknown): void {
  const { code, message } = WorkbenchError.from(thrown)
  const [suspect] = open
  if (code !== 'engine_crashed' || suspect === undefined) return
  const { member, sample } = suspect
  logRun(member.setup.workspace, member.runId, {
    kind: 'engine-crashed',
    message: `${message}, at ${sample.name}`,
    sampleId: sample.id,
  })
}

/** Runs that were paused, lost or refused while the others go on. */
function dropLeavers(group: RunGroup): void {
  for (const member of alive(group)) {
    if (!member.leaving.aborted) continue
    stop(member, member.error, elapsed(group))
    announce(group, member.runId)
  }
}

/** One transaction per map: whatever happens next, this one is kept. */
function storeItem(member: RunMember, item: ExplainItem): void {
  if (item.kind === 'failure') {
    recordFailure(member, item.failure.id, item.failure.error)
    return
  }
  const { setup, runId } = member
  setup.workspace.maps.put({
    runId,
    sampleId: item.id,
    targetClass: item.targetClass,
    versusClass: setup.question.versus,
    shape: item.shape,
    values: item.values,
    diagnostics: item.diagnostics,
    durationMs: item.durationMs,
  })
}

function alive({ members }: RunGroup): RunMember[] {
  return members.filter(({ hasEnded }) => !hasEnded)
}

function elapsed({ context, startedAt }: RunGroup): number {
  return context.now() - startedAt
}

function announce({ context }: RunGroup, runId: number): void {
  context.emit('workspace.changed', { what: 'runs', runId })
}
