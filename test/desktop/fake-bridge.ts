import { vi } from 'vitest'
import type { Bridge } from '../../renderer/client/transports/electron.ts'
import type { FakeContents, FakeElectron, RendererListener } from './fake-electron.ts'

/** What the real preload puts on the page's `window`, over the fake's IPC. */
export async function loadBridge(electron: FakeElectron, contents: FakeContents): Promise<Bridge> {
  const exposed = new Map<string, unknown>()
  vi.resetModules()
  vi.doMock('electron', () => ({
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => exposed.set(name, value) },
    webUtils: { getPathForFile: (file: { path?: string }) => file.path ?? '' },
    ipcRenderer: {
      invoke: (channel: string, ...values: unknown[]) =>
        electron.invokeFrom(contents, contents.mainFrame, channel, ...values),
      on: (channel: string, listener: RendererListener) => contents.renderer.on(channel, listener),
      removeListener: (channel: string, listener: RendererListener) =>
        contents.renderer.removeListener(channel, listener),
    },
  }))
  await import('../../preload/index.ts')
  vi.doUnmock('electron')
  if (exposed.size !== 1) throw new Error(`the preload exposes ${[...exposed.keys()].join(', ')}`)
  return exposed.get('workbench') as Bridge
}
