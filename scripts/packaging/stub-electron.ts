import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build as buildPlist } from 'plist'
import { NtExecutable, NtExecutableResource, Resource } from 'resedit'
import type { Processor, Target } from './targets.ts'

/**
 * A folder shaped like Electron's distribution, for machines that can't download it: packaging runs on it as on the real one, and
 * what it makes can be looked at, but it does not start. Its executable has a real fuse wire, all fuses as Electron ships them.
 */
export function writeStubElectron(folder: string, target: Target, version: string): void {
  const put = (path: string, content: string | Uint8Array, mode = 0o644) => {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content, { mode })
  }
  put('version', version)
  put('LICENSE', 'A stub of Electron.\n')
  put('LICENSES.chromium.html', '<!doctype html><title>A stub of Electron</title>\n')
  switch (target.system) {
    case 'linux':
      put('electron', Buffer.concat([elf(target.processor), fuseWire]), 0o755)
      put('chrome-sandbox', elf(target.processor), 0o755)
      put('chrome_crashpad_handler', elf(target.processor), 0o755)
      put('resources.pak', '')
      put('locales/en-US.pak', '')
      put('locales/de.pak', '')
      mkdirSync(join(folder, 'resources'), { recursive: true })
      return
    case 'win32':
      put('electron.exe', Buffer.concat([portableExecutable(), fuseWire]), 0o755)
      put('resources.pak', '')
      put('locales/en-US.pak', '')
      put('locales/de.pak', '')
      mkdirSync(join(folder, 'resources'), { recursive: true })
      return
    case 'darwin':
      return putMacApp(put, (to, path) => symlinkSync(to, join(folder, path)), target.processor)
  }
}

type Put = (path: string, content: string | Uint8Array, mode?: number) => void

/** How a fuse wire begins, in every Electron (its fuses.json5 and @electron/fuses). */
const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'
/** In the order of the wire, `1` for on: what Electron 45 ships with. */
const shipped = '101100011'
const fuseWire = Buffer.concat([
  Buffer.from(sentinel, 'latin1'),
  Buffer.from([1, shipped.length]),
  Buffer.from(shipped, 'latin1'),
])

/** The first 64 bytes of a program for Linux, which is all that says which processor it is for. */
function elf(processor: Processor): Buffer {
  const header = Buffer.alloc(64)
  header.write('\x7fELF\x02\x01\x01', 'latin1')
  header.writeUInt16LE(2, 16)
  header.writeUInt16LE(processor === 'x64' ? 0x3e : 0xb7, 18)
  header.writeUInt32LE(1, 20)
  header.writeUInt16LE(64, 52)
  return header
}

/** With a version resource: electron-builder writes the app's own into it. */
function portableExecutable(): Buffer {
  const executable = NtExecutable.createEmpty(false, false)
  const resources = NtExecutableResource.from(executable)
  const version = Resource.VersionInfo.createEmpty()
  version.lang = 1033
  version.setFileVersion('1.0.0.0')
  version.setStringValues({ lang: 1033, codepage: 1200 }, { FileDescription: 'A stub of Electron' })
  version.outputToResourceEntries(resources.entries)
  resources.outputResource(executable)
  return Buffer.from(executable.generate())
}

function machO(processor: Processor): Buffer {
  const header = Buffer.alloc(32)
  header.writeUInt32LE(0xfeedfacf, 0)
  header.writeUInt32LE(processor === 'x64' ? 0x01000007 : 0x0100000c, 4)
  header.writeUInt32LE(2, 12)
  return header
}

function putMacApp(put: Put, link: (to: string, path: string) => void, processor: Processor): void {
  const contents = 'Electron.app/Contents'
  const program = machO(processor)
  put(`${contents}/MacOS/Electron`, program, 0o755)
  put(`${contents}/Info.plist`, plistOf('Electron', 'com.github.Electron'))
  put(`${contents}/PkgInfo`, 'APPL????')
  put(`${contents}/Resources/electron.icns`, '')
  put(`${contents}/Resources/en.lproj/locale.pak`, '')
  put(`${contents}/Resources/de.lproj/locale.pak`, '')

  const framework = `${contents}/Frameworks/Electron Framework.framework`
  put(`${framework}/Versions/A/Electron Framework`, Buffer.concat([program, fuseWire]), 0o755)
  put(`${framework}/Versions/A/Resources/en.lproj/locale.pak`, '')
  put(`${framework}/Versions/A/Resources/de.lproj/locale.pak`, '')
  link('A', `${framework}/Versions/Current`)
  link('Versions/Current/Electron Framework', `${framework}/Electron Framework`)
  link('Versions/Current/Resources', `${framework}/Resources`)
  for (const kind of ['', ' (GPU)', ' (Plugin)', ' (Renderer)']) {
    const name = `Electron Helper${kind}`
    const helper = `${contents}/Frameworks/${name}.app/Contents`
    put(`${helper}/MacOS/${name}`, program, 0o755)
    put(`${helper}/Info.plist`, plistOf(name, 'com.github.Electron.helper'))
    put(`${helper}/PkgInfo`, 'APPL????')
  }
}

function plistOf(name: string, identifier: string): string {
  return buildPlist({
    CFBundleDisplayName: name,
    CFBundleExecutable: name,
    CFBundleIdentifier: identifier,
    CFBundleName: name,
    CFBundlePackageType: 'APPL',
    CFBundleVersion: '1.0.0',
    NSAppTransportSecurity: { NSAllowsArbitraryLoads: true },
  })
}
