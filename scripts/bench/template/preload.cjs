const { contextBridge, ipcRenderer } = require('electron')

contextBridge.exposeInMainWorld('template', { ping: () => ipcRenderer.send('ping') })
