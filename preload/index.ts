import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import { CALLS, EVENTS } from './contract/names.ts'

/** All that the window's page can reach: named calls and named events, never `ipcRenderer` nor its event objects. */
contextBridge.exposeInMainWorld('workbench', {
  invoke: async (name: unknown, input: unknown): Promise<unknown> => {
    if (!CALLS.some((call) => call === name)) throw new Error(`unknown call: ${String(name)}`)
    return ipcRenderer.invoke('workbench:call', name, input)
  },
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
