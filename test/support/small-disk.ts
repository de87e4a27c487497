import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'

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

export const fillerName = 'filler'

/**
 * Writes a program that runs another with a disk of its own at `folder`, which begins with the content of `seed`.
 *
 * @param how `full`: a file fills the rest; `read-only`: nothing can be written
 */
export function writeDiskWrapper(
  wrapper: string,
  {
    program,
    folder,
    seed,
    how,
  }: { program: string; folder: string; seed: string; how: 'full' | 'read-only' },
): void {
  const last =
    how === 'full'
      ? `cat /dev/zero > '${folder}/${fillerName}' 2> /dev/null`
      : // `bind`: without it, `mount` repeats the options of the disk, of which an ordinary user may not set the owner again.
        `mount -o remount,bind,ro '${folder}' || exit 1`
  const inside = [
    `mount -t tmpfs -o size=4096k tmpfs '${folder}' && cp -R '${seed}/.' '${folder}' || exit 1`,
    last,
    `exec '${program}' "$@"`,
  ].join('\n')
  writeFileSync(
    wrapper,
    `#!/bin/sh\nexec unshare ${unshare.join(' ')} sh -c '${inside.replaceAll("'", `'\\''`)}' sh "$@"\n`,
    { mode: 0o755 },
  )
}

/** A disk at `folder` that only processes in the namespaces of the one with this id see, and that ends with it. */
export async function openSmallDisk(
  folder: string,
  kilobytes: number,
): Promise<{ pid: number; close: () => void }> {
  mkdirSync(folder, { recursive: true })
  const mount = `mount -t tmpfs -o size=${kilobytes}k tmpfs "$1" && echo mounted && exec sleep infinity`
  const holder = spawn('unshare', [...unshare, 'sh', '-c', mount, 'sh', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  return { pid: holder.pid ?? 0, close: () => void holder.kill('SIGKILL') }
}
