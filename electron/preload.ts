import { contextBridge, ipcRenderer } from 'electron'
import { callChannel, eventChannel } from '../shared/channels.ts'
import type { MooringApi } from '../shared/contract.ts'

// Generic on purpose: methods are named in shared/contract.ts and checked in the main process. Nothing of Electron reaches the page.
const api: MooringApi = {
  call: (method, input) => ipcRenderer.invoke(callChannel, method, input),
  on: (event, listener) => {
    const forward = (_event: unknown, name: unknown, payload: unknown) => {
      if (name === event) listener(payload)
    }
    ipcRenderer.on(eventChannel, forward)
    return () => ipcRenderer.off(eventChannel, forward)
  },
}

contextBridge.exposeInMainWorld('mooring', Object.freeze(api))
