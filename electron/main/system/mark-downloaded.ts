import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'

/**
 * Marks a file as downloaded, where the system has such a mark: the programs that open it are careful then. Names no address, because who
 * sent it is the user's own affair. Linux has no mark that programs heed. A file system that can't hold the mark leaves the file without.
 *
 * @see Microsoft's "Zone.Identifier Stream Name" (MS-FSCC 5.6.1): zone 3 is the internet
 * @see LaunchServices' `com.apple.quarantine`: flags, time in hexadecimal seconds, program
 */
export async function markDownloaded(path: string, platform = process.platform): Promise<void> {
  try {
    if (platform === 'win32') {
      await writeFile(`${path}:Zone.Identifier`, '[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=about:internet\r\n')
    }
    if (platform === 'darwin') {
      const mark = `0083;${Math.floor(Date.now() / 1000).toString(16)};Mooring;`
      await promisify(execFile)('/usr/bin/xattr', ['-w', 'com.apple.quarantine', mark, path])
    }
  } catch {
    // Such as FAT, or a network drive.
  }
}
