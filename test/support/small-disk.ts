import { execFileSync, spawnSync } from 'node:child_process'

const unshare = ['--user', '--map-root-user', '--mount']

/** Null where a disk of a few kilobytes can be mounted without being root; otherwise why not. */
export const noSmallDisk: string | null =
  spawnSync('unshare', [...unshare, 'true']).status === 0 ? null : 'needs Linux with user namespaces'

/**
 * Runs a module's text in a process that has a disk of its own (tmpfs) at `folder`; the disk ends with the process.
 *
 * @returns what it wrote to stdout
 */
export function runOnSmallDisk(folder: string, kilobytes: number, script: string): string {
  const mount = `mount -t tmpfs -o size=${kilobytes}k tmpfs "$1" && exec "$2" --input-type=module-typescript -e "$3"`
  return execFileSync('unshare', [...unshare, 'sh', '-c', mount, 'sh', folder, process.execPath, script], {
    encoding: 'utf8',
  })
}
