import { EventEmitter } from 'node:events'
import { pathToFileURL } from 'node:url'

// Runs in the child, ahead of the app's own module, which must find argv and the port to its parent as Electron gives them.
const [, , file = '', ...args] = process.argv
process.argv.splice(1, process.argv.length, file, ...args)

const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (message: object) => void process.send?.(message),
})
process.on('message', (data) => parentPort.emit('message', { data, ports: [] }))
process.once('disconnect', () => process.exit(0))
Object.defineProperty(process, 'parentPort', { value: parentPort })

await import(pathToFileURL(file).href)
