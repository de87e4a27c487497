import { EventEmitter } from 'node:events'
import { pathToFileURL } from 'node:url'

const [, , file = '', ...args] = process.argv
process.argv.splice(1, process.argv.length, file, ...args)

const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (message: unknown) => void process.send?.(message as object),
})
process.on('message', (data) => parentPort.emit('message', { data }))
process.once('disconnect', () => process.exit(0))
Object.defineProperty(process, 'parentPort', { value: parentPort })

await import(pathToFileURL(file).href)
