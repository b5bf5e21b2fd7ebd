import type { CallOutput } from '#contract/calls.ts'
import { WorkbenchError } from '#contract/errors.ts'
import { createDispatch } from '../../main/ipc/dispatch.ts'
import { createEventHub } from '../../main/ipc/event-hub.ts'
import { stubHandlers } from './stub-handlers.ts'

export const signalValues = Float32Array.of(0, -0, 1.5, NaN, Infinity, -Infinity)

export const sampleTable: CallOutput<'samples.table'> = {
  ids: Int32Array.of(1, 2, 2 ** 31 - 1),
  names: ['a.png', 'b.png', 'ü.png'],
  labels: Int16Array.of(0, -1, 7),
  predicted: Int16Array.of(-1, -1, -32768),
  confidence: Float32Array.of(0.25, NaN, 1),
  problem: Uint8Array.of(0, 1, 0),
  hasMap: Uint8Array.of(0, 0, 255),
}

/** A workbench of a few calls that answers with everything that a transport must carry. */
export function testWorkbench() {
  const hub = createEventHub()
  let endJob = () => {}
  const ended = new Promise<void>((resolve) => {
    endJob = resolve
  })
  const job: CallOutput<'jobs.wait'> = {
    id: 'job-1',
    kind: 'run',
    title: 'SISE',
    state: 'done',
    done: 1,
    total: 1,
    unit: 'tiles',
    startedAt: 0,
    elapsedMs: 1,
    remainingMs: null,
    result: { runId: 1 },
    error: null,
  }
  const handlers = stubHandlers({
    'samples.signal': () => Promise.resolve({ values: signalValues, templates: [] }),
    'samples.table': () => Promise.resolve(sampleTable),
    'datasets.problems': () =>
      Promise.resolve([{ name: 'Gewebe/Färbung 📷.tif', reason: 'truncated at 3 µm' }]),
    'runs.list': () => Promise.resolve([]),
    'jobs.list': () => Promise.resolve([job]),
    'maps.get': ({ mapId }) =>
      Promise.reject(new WorkbenchError('unknown_map', `unknown map: ${mapId}`, { details: { mapId } })),
    'models.list': () => Promise.reject(new TypeError('x is undefined')),
    'jobs.wait': async () => {
      await ended
      return job
    },
  })
  const dispatch = createDispatch({ handlers, checkOutput: true })
  return {
    hub,
    dispatch,
    job,
    endJob,
  }
}
