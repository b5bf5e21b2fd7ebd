import type { AppInfo } from '#contract/app.ts'
import type { Transport } from '#contract/transport.ts'
import { startEngine } from '../engine/host.ts'
import type { EngineLauncher } from '../engine/launcher.ts'
import type { Engine } from '../engine/protocol.ts'
import { createDirectTransport } from '../ipc/direct.ts'
import { createDispatch, type Dispatch } from '../ipc/dispatch.ts'
import { createEventHub, type EventHub } from '../ipc/event-hub.ts'
import type { CatalogueOptions } from './dataset-catalogue.ts'
import { FileHandles } from './file-handles.ts'
import type { ChooseFile } from './files-service.ts'
import { createServices } from './services.ts'
import { defaultSettingsPath } from './user-folders.ts'

export interface WorkbenchOptions {
  readonly host: AppInfo['host']
  readonly launch: EngineLauncher
  /** Where the person's settings are; by default in the configuration folder of the system. */
  readonly settingsPath?: string | undefined
  readonly chooseFile?: ChooseFile | undefined
  readonly catalogue?: CatalogueOptions | undefined
  /** On in development and tests: answers are checked against their schemas. */
  readonly checkOutput?: boolean
  /** Told of faults of the program itself. */
  readonly onUnexpected?: (error: unknown) => void
}

/** The whole program without its window: engine, services, dispatch, events. */
export interface Workbench {
  readonly transport: Transport
  readonly files: FileHandles
  readonly engine: Engine
  readonly hub: EventHub
  readonly dispatch: Dispatch
  close(): Promise<void>
}

export function composeWorkbench(options: WorkbenchOptions): Workbench {
  const { host, launch, chooseFile, checkOutput = false } = options
  const onUnexpected = options.onUnexpected ?? console.error
  const hub = createEventHub(onUnexpected)
  const files = new FileHandles()
  const engine = startEngine({
    launch,
    onState: (state, message) => hub.emit('engine.state', { state, message }),
  })
  const services = createServices({
    engine,
    host,
    files,
    settingsPath: options.settingsPath ?? defaultSettingsPath(),
    chooseFile,
    catalogue: options.catalogue,
    emit: hub.emit,
  })
  const dispatch = createDispatch({ handlers: services.handlers, checkOutput, onUnexpected })
  return {
    transport: createDirectTransport({ dispatch, hub }),
    files,
    engine,
    hub,
    dispatch,
    close: async () => {
      // A workspace that cannot be closed, on a full disk say, must not leave the engine behind.
      try {
        await services.close()
      } finally {
        await engine.stop()
      }
    },
  }
}
