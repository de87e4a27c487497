import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

const name = 'org.kde.StatusNotifierWatcher'

export interface TrayWatcher {
  stop(): void
}

/**
 * A desktop that shows icons of apps, on a session bus: owns the watcher's name, and answers its one property.
 *
 * @param hasHost whether something draws the icons, such as a panel
 */
export async function startTrayWatcher(
  env: Record<string, string>,
  { hasHost = true } = {},
): Promise<TrayWatcher> {
  const path = /unix:path=([^,]+)/.exec(env['DBUS_SESSION_BUS_ADDRESS'] ?? '')?.[1]
  if (path === undefined) throw new Error('the bus has no socket')
  const socket = connect(path)
  await once(socket, 'connect')
  const uid = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')
  socket.write(`\0AUTH EXTERNAL ${uid}\r\n`)
  await once(socket, 'data')
  socket.write('BEGIN\r\n')
  const isOwner = answer(socket, hasHost)
  socket.write(callBus(1, 'Hello'))
  // The name, and "not in a queue".
  socket.write(callBus(2, 'RequestName', { signature: 'su', bytes: joined([text(name), uint(4)], 4) }))
  await isOwner
  return { stop: () => socket.destroy() }
}

/** Answers calls. Resolves when the bus has answered ours for the name. */
function answer(socket: Socket, hasHost: boolean): Promise<void> {
  let waiting = Buffer.alloc(0)
  let serial = 100
  return new Promise((resolve) => {
    socket.on('data', (data) => {
      waiting = Buffer.concat([waiting, data])
      for (let message = read(waiting); message; message = read(waiting)) {
        waiting = waiting.subarray(message.bytes)
        if (message.type === methodReturn && message.replyTo === 2) resolve()
        if (message.type !== methodCall) continue
        const isGet = message.member === 'Get'
        const fields = [
          field(5, 'u', uint(message.serial)),
          field(6, 's', text(message.sender)),
          isGet
            ? field(8, 'g', Buffer.from([1, ...Buffer.from('v'), 0]))
            : field(4, 's', text('org.freedesktop.DBus.Error.UnknownMethod')),
        ]
        const body = isGet
          ? Buffer.from([1, ...Buffer.from('b'), 0, 0, ...uint(hasHost ? 1 : 0)])
          : Buffer.alloc(0)
        socket.write(messageOf(isGet ? methodReturn : failed, ++serial, fields, body))
      }
    })
  })
}

// D-Bus Specification, "Message Format"; little-endian throughout.

const methodCall = 1
const methodReturn = 2
const failed = 3

interface Message {
  bytes: number
  type: number
  serial: number
  replyTo: number
  member: string
  sender: string
}

function callBus(serial: number, member: string, body?: { signature: string; bytes: Buffer }): Buffer {
  const bus = 'org.freedesktop.DBus'
  const fields = [
    field(1, 'o', text('/org/freedesktop/DBus')),
    field(2, 's', text(bus)),
    field(3, 's', text(member)),
    field(6, 's', text(bus)),
    ...(body ? [field(8, 'g', Buffer.from([body.signature.length, ...Buffer.from(body.signature), 0]))] : []),
  ]
  return messageOf(methodCall, serial, fields, body?.bytes ?? Buffer.alloc(0))
}

function messageOf(type: number, serial: number, fields: Buffer[], body: Buffer): Buffer {
  const list = joined(fields, 8)
  const start = Buffer.from([
    'l'.charCodeAt(0),
    type,
    0,
    1,
    ...uint(body.length),
    ...uint(serial),
    ...uint(list.length),
  ])
  return Buffer.concat([padded(Buffer.concat([start, list]), 8), body])
}

function field(code: number, type: string, value: Buffer): Buffer {
  return Buffer.from([code, 1, type.charCodeAt(0), 0, ...value])
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.from([...uint(bytes.length), ...bytes, 0])
}

function uint(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** Each part begins at a multiple of so many bytes. */
function joined(parts: Buffer[], alignment: number): Buffer {
  return parts.reduce((before, part) => Buffer.concat([padded(before, alignment), part]), Buffer.alloc(0))
}

function padded(bytes: Buffer, alignment: number): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & (alignment - 1))])
}

/** The first message, when all of it has come. */
function read(bytes: Buffer): Message | null {
  if (bytes.length < 16) return null
  const fieldsEnd = 16 + bytes.readUInt32LE(12)
  const total = ((fieldsEnd + 7) & ~7) + bytes.readUInt32LE(4)
  if (bytes.length < total) return null
  const message = {
    bytes: total,
    type: bytes[1] ?? 0,
    serial: bytes.readUInt32LE(8),
    replyTo: 0,
    member: '',
    sender: '',
  }
  for (let at = 16; at < fieldsEnd;) {
    at = (at + 7) & ~7
    const [code, , type] = bytes.subarray(at, at + 3)
    at += 4
    if (type === 'g'.charCodeAt(0)) {
      at += (bytes[at] ?? 0) + 2
      continue
    }
    const value = bytes.readUInt32LE(at)
    at += 4
    if (type === 'u'.charCodeAt(0)) {
      if (code === 5) message.replyTo = value
      continue
    }
    const words = bytes.toString('utf8', at, at + value)
    at += value + 1
    if (code === 3) message.member = words
    if (code === 7) message.sender = words
  }
  return message
}
