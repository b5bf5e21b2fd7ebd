import { createInterface } from 'node:readline/promises'
import type { CallOutput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { ConsoleOutput } from './console-output.ts'
import { megabytes } from './progress-line.ts'
import type { Session } from './session.ts'

type Listed = CallOutput<'datasets.catalogue'>[number]

export interface FetchFlags {
  readonly id: string
  readonly from?: string
  readonly yes: boolean
}

/** Every published data set that can be fetched, and what of it is here. */
export async function listDatasetsCommand(session: Session, output: ConsoleOutput): Promise<undefined> {
  const datasets = await session.call('datasets.catalogue', {})
  output.result(
    { datasets: datasets.map(plain) },
    datasets.flatMap((dataset) => [...describe(dataset), `  ${stateInWords(dataset)}`]),
  )
}

/** Shows size and licence, asks, and makes the data set be there. */
export async function fetchDatasetCommand(
  session: Session,
  { id, from, yes }: FetchFlags,
  output: ConsoleOutput,
): Promise<undefined> {
  const before = await find(session, id)
  for (const line of describe(before)) output.note(line)
  if (before.state.kind !== 'present' && !yes) await consent(session, before, from)
  const file = from === undefined ? {} : { file: session.handle(from) }
  await session.finish(await session.call('datasets.fetch', { id, ...file }))
  const { state } = await find(session, id)
  if (state.kind !== 'present') throw new WorkbenchError('internal', `data set not there: ${id}`)
  output.result({ id, folder: state.location, fetched: before.state.kind !== 'present' }, [state.location])
}

async function find(session: Session, id: string): Promise<Listed> {
  const datasets = await session.call('datasets.catalogue', {})
  const found = datasets.find((dataset) => dataset.id === id)
  if (found !== undefined) return found
  const ids = datasets.map((dataset) => dataset.id).join(', ')
  throw new WorkbenchError('unknown_dataset', `unknown data set: ${id} (must be one of ${ids})`)
}

/** A script says --yes; it is not asked, and nothing is fetched by accident. */
async function consent(session: Session, dataset: Listed, from: string | undefined): Promise<void> {
  const { bytes } = dataset.archive
  const amount = from === undefined ? `download ${megabytes(bytes)}` : `unpack ${from}`
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new WorkbenchError(
      'invalid_input',
      `not confirmed: ${amount} under ${dataset.licence.name} (there is no terminal to ask in: say --yes)`,
    )
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await lines.question(`${amount}? [y/N] `, { signal: session.interrupted })
    if (/^y(es)?$/i.test(answer.trim())) return
  } catch (thrown) {
    if (!session.interrupted.aborted) throw thrown
  } finally {
    lines.close()
  }
  throw new WorkbenchError('cancelled', `not fetched: ${dataset.id} (not confirmed)`)
}

function describe({ id, title, summary, archive, unpackedBytes, licence, citation, page }: Listed): string[] {
  return [
    `${id}: ${title}`,
    `  ${summary}`,
    `  download ${megabytes(archive.bytes)}, unpacked about ${megabytes(unpackedBytes)}, from ${archive.address}`,
    `  licence ${licence.name} (${licence.url}); ${page}`,
    `  ${citation}`,
  ]
}

function stateInWords({ id, archive, place, state }: Listed): string {
  if (state.kind === 'present') return `here: ${state.location}`
  const offline = `without a network: put ${archive.name} (${archive.bytes} bytes, md5 ${archive.md5}) at ${place}, or name it with --from`
  const begun = state.kind === 'partial' ? `${megabytes(state.bytes)} received; go on` : 'not here; fetch it'
  return `${begun} with: eosin datasets fetch ${id}; ${offline}`
}

/** Handles mean nothing outside. */
function plain({ state, ...dataset }: Listed): Record<string, unknown> {
  return {
    ...dataset,
    state: state.kind === 'present' ? { kind: state.kind, location: state.location } : state,
  }
}
