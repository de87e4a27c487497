const { contextBridge, ipcRenderer } = require('electron')

contextBridge.exposeInMainWorld('standInFixture', {
  invoke: (channel, value) => ipcRenderer.invoke(channel, value),
  note: (text) =>
    new Promise((resolve) => {
      ipcRenderer.once('noted', (_event, answer) => resolve(answer))
      ipcRenderer.send('note', text)
    }),
  missing: () => ipcRenderer.sendSync('note'),
  facts: { isolated: process.contextIsolated, sandboxed: process.sandboxed, platform: process.platform },
})
