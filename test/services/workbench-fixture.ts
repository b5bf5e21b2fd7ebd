import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { calls, type CallInput, type CallOutput } from '#contract/calls.ts'
import type { Job } from '#contract/jobs.ts'
import { WorkbenchError } from '#contract/errors.ts'
import type { CallName, EventName } from '#contract/names.ts'
import { createDispatch } from '../../main/ipc/dispatch.ts'
import { FileHandles } from '../../main/services/file-handles.ts'
import { createServices } from '../../main/services/services.ts'
import { fakeEngine, type FakeEngine, type FakeEngineOptions } from '../helpers/fake-engine.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

export interface Fixture extends AsyncDisposable {
  readonly folder: string
  readonly engine: FakeEngine
  readonly files: FileHandles
  readonly events: { readonly name: EventName; readonly payload: unknown }[]
  call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>>
  /** Starts, waits, and gives the ended job. */
  finish(started: Promise<{ readonly job: Job }>): Promise<Job>
  handle(path: string): string
  close(): Promise<void>
}

/** Services over the fake engine, called as a window would: through dispatch, with answers checked. */
export function createFixture(options: FakeEngineOptions = {}, folder = temporaryFolder()): Fixture {
  const engine = fakeEngine(options)
  const files = new FileHandles()
  const events: { name: EventName; payload: unknown }[] = []
  const services = createServices({
    engine,
    host: 'command-line',
    files,
    settingsPath: join(folder, 'settings.json'),
    emit: (name, payload) => events.push({ name, payload }),
  })
  const dispatch = createDispatch({ handlers: services.handlers, checkOutput: true })

  async function call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    const reply = await dispatch(name, input)
    if (!reply.ok) throw WorkbenchError.fromRecord(reply.error)
    // Checked by dispatch against the same schema.
    return calls[name].output.parse(reply.value) as CallOutput<Name>
  }
  return {
    folder,
    engine,
    files,
    events,
    call,
    finish: async (started) => call('jobs.wait', { jobId: (await started).job.id }),
    handle: (path) => files.register(path, 'file').id,
    close: () => services.close(),
    [Symbol.asyncDispose]: () => services.close(),
  }
}

/** A workspace with the listed samples and one model. */
export async function withData(fixture: Fixture): Promise<{ datasetId: number; modelId: number }> {
  const { call, finish, folder, handle } = fixture
  await call('workspace.create', { file: handle(join(folder, 'w.eosin')) })
  const imported = await finish(call('datasets.add', { source: { builtIn: 'mnist1d' } }))
  const path = join(folder, 'model.h5')
  writeFileSync(path, 'stands for a model')
  const model = await call('models.add', { source: { file: handle(path) } })
  return { datasetId: imported.result?.datasetId ?? 0, modelId: model.id }
}
