import { existsSync, globSync, lstatSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { unmet } from '../requirements.ts'
import { complaintsOf } from './trial.ts'

/** What must be in an unpacked deb or rpm besides the app itself. @returns what is wrong, a sentence each */
export function fileFaults(folder: string): string[] {
  const has = (path: string) => existsSync(join(folder, path))
  const paths = globSync('**', { cwd: folder })
  const mode = (path: string) => lstatSync(join(folder, path)).mode
  const isLink = (path: string) => lstatSync(join(folder, path)).isSymbolicLink()
  return [
    ...desktopEntryFaults(join(folder, 'usr/share/applications/mooring.desktop')),
    ...metadataFaults(join(folder, 'usr/share/metainfo/app.mooring.desktop.metainfo.xml')),
    ...manualFaults(join(folder, 'usr/share/man/man1/mooring.1')),
    ...unmet([
      ['it has an icon', has('usr/share/icons/hicolor/256x256/apps/mooring.png')],
      ['it has its licence', has('usr/share/doc/mooring/copyright')],
      ['it has an AppArmor profile', has('opt/Mooring/resources/apparmor-profile')],
      ['no file is setuid', paths.every((path) => (mode(path) & 0o6000) === 0)],
      ['nobody but root may write', paths.every((path) => isLink(path) || (mode(path) & 0o022) === 0)],
    ]),
  ]
}

export function desktopEntryFaults(file: string): string[] {
  if (!existsSync(file)) return ['there is no desktop entry']
  const entry = readFileSync(file, 'utf8')
  return [
    ...complaintsOf('desktop-file-validate', file),
    ...unmet([
      ['the desktop entry leaves the sandbox on', !entry.includes('--no-sandbox')],
      ['the desktop entry opens mooring://', /^MimeType=.*x-scheme-handler\/mooring;/m.test(entry)],
    ]),
  ]
}

/** What software centres show. */
function metadataFaults(file: string): string[] {
  if (!existsSync(file)) return ['there is no AppStream metadata']
  return complaintsOf('appstreamcli', 'validate', '--no-net', file)
}

function manualFaults(file: string): string[] {
  if (!existsSync(file)) return ['there is no manual page']
  return complaintsOf('mandoc', '-T', 'lint', '-W', 'warning', file)
}
