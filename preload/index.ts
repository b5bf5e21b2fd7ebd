import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron'
import { CALLS, EVENTS } from './contract/names.ts'

/** All that the window's page can reach: named calls and named events, never `ipcRenderer` nor its event objects. */
contextBridge.exposeInMainWorld('workbench', {
  invoke: async (name: unknown, input: unknown): Promise<unknown> => {
    if (!CALLS.some((call) => call === name)) throw new Error(`unknown call: ${String(name)}`)
    return ipcRenderer.invoke('workbench:call', name, input)
  },
  /** A dropped file becomes a handle. The path is read here: a File that a script made has none, and is refused. */
  takeDropped: async (file: File): Promise<unknown> =>
    ipcRenderer.invoke('workbench:drop', webUtils.getPathForFile(file)),
  subscribe: (name: unknown, listener: (payload: unknown) => void): (() => void) => {
    if (!EVENTS.some((event) => event === name)) throw new Error(`unknown event: ${String(name)}`)
    const receive = (_: IpcRendererEvent, emitted: unknown, payload: unknown) => {
      if (emitted === name) listener(payload)
    }
    ipcRenderer.on('workbench:event', receive)
    return () => {
      ipcRenderer.removeListener('workbench:event', receive)
    }
  },
})
