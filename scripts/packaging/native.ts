import { closeSync, openSync, readSync } from 'node:fs'
import type { Processor, System } from './targets.ts'

const elfMachines: Record<number, Processor> = { 0x3e: 'x64', 0xb7: 'arm64' }
const peMachines: Record<number, Processor> = { 0x8664: 'x64', 0xaa64: 'arm64' }
const machOTypes: Record<number, Processor> = { 0x01000007: 'x64', 0x0100000c: 'arm64' }

/** For which system and processor a program or library is, by how it begins: `linux-x64`. Null for no such file. */
export function nativeKindOf(file: string): string | null {
  const head = headOf(file, 1024)
  if (head.toString('latin1', 0, 4) === '\x7fELF') return named('linux', elfMachines[head.readUInt16LE(18)])
  if (head.readUInt32LE(0) === 0xfeedfacf) return named('darwin', machOTypes[head.readUInt32LE(4)])
  if (head.toString('latin1', 0, 2) !== 'MZ') return null
  const at = head.readUInt32LE(0x3c)
  const isPe = at + 6 <= head.length && head.toString('latin1', at, at + 4) === 'PE\0\0'
  return isPe ? named('win32', peMachines[head.readUInt16LE(at + 4)]) : null
}

function named(system: System, processor: Processor | undefined): string | null {
  return processor === undefined ? null : `${system}-${processor}`
}

function headOf(file: string, length: number): Buffer {
  const head = Buffer.alloc(length)
  const descriptor = openSync(file, 'r')
  readSync(descriptor, head, 0, length, 0)
  closeSync(descriptor)
  return head
}
