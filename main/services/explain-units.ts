import { WorkbenchError } from '#contract/errors.ts'
import type { ExplainItem, SampleReference } from '../engine/protocol.ts'
import { toModelReference } from './model-record.ts'
import type { RunMember } from './run-member.ts'
import { ensureHashes } from './sample-references.ts'
import type { ServiceContext } from './service-context.ts'
import { callStoring } from './storing-call.ts'

/** One map to be computed: a run's question about a sample. */
export interface RunUnit {
  readonly member: RunMember
  readonly sample: SampleReference
}

export function unitKey({ member, sample }: RunUnit): string {
  return `${member.runId} ${sample.id}`
}

interface UnitOptions {
  readonly signal: AbortSignal
  readonly onItem: (unit: RunUnit, item: ExplainItem) => void
  /** A run whose question cannot be answered for any sample, where others are asked for beside it. */
  readonly onRefused: (member: RunMember, error: WorkbenchError) => void
}

/** Asks the engine for the maps; several runs' questions about a sample in one call, so that they share their work. */
export async function explainUnits(
  context: ServiceContext,
  units: readonly RunUnit[],
  options: UnitOptions,
): Promise<void> {
  const members = [...new Set(units.map(({ member }) => member))]
  const [first] = members
  if (first === undefined) return
  const { workspace, source } = first.setup
  const samples = [...new Set(units.map(({ sample }) => sample))]
  await ensureHashes(context.engine, workspace, { source, samples }, options.signal)
  await (members.length === 1
    ? explainOfOne(context, first, units, options)
    : explainOfSeveral(context, members, units, options))
}

async function explainOfOne(
  { engine }: ServiceContext,
  { setup }: RunMember,
  units: readonly RunUnit[],
  { signal, onItem }: UnitOptions,
): Promise<void> {
  const { source, question, background, computing } = setup
  const bySample = new Map(units.map((unit) => [unit.sample.id, unit]))
  const samples = units.map(({ sample }) => sample)
  const input = { model: toModelReference(setup.model), source, samples, question, ...background, computing }
  const onOne = (item: ExplainItem) => {
    const unit = bySample.get(idOf(item))
    if (unit !== undefined) onItem(unit, item)
  }
  await callStoring(engine, 'explain', input, { signal, onItem: onOne })
}

async function explainOfSeveral(
  { engine }: ServiceContext,
  members: readonly RunMember[],
  units: readonly RunUnit[],
  { signal, onItem, onRefused }: UnitOptions,
): Promise<void> {
  const [first] = members
  if (first === undefined) return
  const { source, computing, model } = first.setup
  const places = new Map(members.map((member, place) => [member, place]))
  const key = (asked: number, sampleId: number) => `${asked} ${sampleId}`
  const byKey = new Map(
    units.map((unit) => [key(places.get(unit.member) ?? 0, unit.sample.id), unit] as const),
  )
  const samples = [...new Set(units.map(({ sample }) => sample))].map((reference) => ({
    reference,
    asked: [...places.values()].filter((asked) => byKey.has(key(asked, reference.id))),
  }))
  const input = {
    model: toModelReference(model),
    source,
    computing,
    asked: members.map(({ setup: { question, background } }) => ({ question, ...background })),
    samples,
  }
  await callStoring(engine, 'explain.several', input, {
    signal,
    onItem: (answer) => {
      const member = members[answer.asked]
      if (answer.kind === 'refused') {
        if (member !== undefined) onRefused(member, WorkbenchError.fromRecord(answer.error))
        return
      }
      const unit = byKey.get(key(answer.asked, idOf(answer.item)))
      if (unit !== undefined) onItem(unit, answer.item)
    },
  })
}

function idOf(item: ExplainItem): number {
  return item.kind === 'map' ? item.id : item.failure.id
}
