import { execFileSync } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'

/**
 * Whether a folder is on another computer. SQLite's write-ahead log needs memory that all processes share, so it does not work there.
 *
 * @see https://sqlite.org/wal.html
 */
export function isOnShare(folder: string): boolean {
  const path = realpathSync.native(folder)
  switch (process.platform) {
    case 'win32':
      // A drive letter that stands for a share is resolved to it.
      return path.startsWith('\\\\')
    case 'darwin':
      return isShare(fileSystemOf(path, mountsOfMac(execFileSync('/sbin/mount', { encoding: 'utf8' }))))
    default:
      return isShare(fileSystemOf(path, mountsOfLinux(readFileSync('/proc/self/mountinfo', 'utf8'))))
  }
}

/** A place and the type of the file system that is there; the later one hides the earlier. */
export interface Mount {
  at: string
  type: string
}

/** @see man 5 proc, /proc/pid/mountinfo */
export function mountsOfLinux(mountinfo: string): Mount[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [before = '', after] = line.split(' - ')
    if (after === undefined) return []
    return [{ at: unescaped(before.split(' ')[4] ?? ''), type: after.split(' ')[0] ?? '' }]
  })
}

/** Spaces and backslashes are written in octal. */
function unescaped(path: string): string {
  return path.replaceAll(/\\(\d{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
}

/** Lines such as `//user@server/share on /Volumes/share (smbfs, nodev, nosuid)`. */
export function mountsOfMac(text: string): Mount[] {
  return [...text.matchAll(/^.+? on (\/.*) \(([^,)]+)/gm)].map(([, at = '', type = '']) => ({ at, type }))
}

/** The type of the file system that a path is on; null if unknown. */
export function fileSystemOf(path: string, mounts: readonly Mount[]): string | null {
  const around = mounts.filter(({ at }) => path === at || path.startsWith(at.endsWith('/') ? at : `${at}/`))
  const longest = Math.max(...around.map(({ at }) => at.length))
  return around.findLast(({ at }) => at.length === longest)?.type ?? null
}

const shares = new Set(
  '9p afpfs afs beegfs ceph cifs coda davfs ftp fuse.cifs fuse.curlftpfs fuse.davfs2 fuse.glusterfs fuse.gvfsd-fuse fuse.rclone fuse.s3fs fuse.smbnetfs fuse.sshfs fuse.vmhgfs-fuse glusterfs gpfs lustre ncpfs nfs nfs4 nfsd orangefs prl_fs smb2 smb3 smbfs vboxsf vmhgfs webdav'.split(
    ' ',
  ),
)

export function isShare(type: string | null): boolean {
  return type !== null && shares.has(type)
}
