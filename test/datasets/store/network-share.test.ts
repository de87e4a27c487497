import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import {
  fileSystemOf,
  isOnShare,
  isShare,
  mountsOfLinux,
  mountsOfMac,
} from '../../../electron/main/datasets/store/network-share.ts'

const linux = mountsOfLinux(`\
22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
40 22 0:34 / /home rw,relatime shared:20 - btrfs /dev/mapper/home rw
51 40 0:45 / /home/ana/bank\\040share rw,relatime shared:30 - cifs //nas/bank rw,vers=3.1.1
52 40 0:46 / /home/ana/nas rw - nfs4 nas:/export rw
53 22 0:47 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
54 22 8:1 / /media/ana/stick rw - fuseblk /dev/sda1 rw
55 52 0:48 / /home/ana/nas rw - tmpfs tmpfs rw
`)

test.each([
  ['/home/ana', false],
  ['/home/ana/bank share/books', true],
  ['/home/ana/bank share', true],
  ['/home/ana/bank sharing', false],
  ['/run/user/1000/gvfs/smb-share:server=nas', true],
  ['/media/ana/stick', false],
  // Something else is mounted over it.
  ['/home/ana/nas', false],
])('on Linux %s is a network share: %s', (path, expected) => {
  expect(isShare(fileSystemOf(path, linux))).toBe(expected)
})

const mac = mountsOfMac(`\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
//ana@nas._smb._tcp.local/bank on /Volumes/bank (1) (smbfs, nodev, nosuid, mounted by ana)
`)

test.each([
  ['/Users/ana/Documents', false],
  ['/Volumes/bank (1)/books', true],
])('on macOS %s is a network share: %s', (path, expected) => {
  expect(isShare(fileSystemOf(path, mac))).toBe(expected)
})

test('a folder of this computer is none', () => {
  expect(isOnShare(tmpdir())).toBe(false)
})
