import { hash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import {
  AppImageUpdater,
  BaseUpdater,
  MacUpdater,
  NsisUpdater,
  Provider,
  type AppUpdater,
  type ResolvedUpdateFileInfo,
  type UpdateInfo,
} from 'electron-updater'
import { resolveFiles, type ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider.js'
import type { ErrorCode } from '../../../shared/errors.ts'
import type { Downloads } from '../net/download.ts'
import { AppError } from '../core/errors.ts'
import { readFeed, type FeedSource } from './feed.ts'
import { verifyInstaller } from './windows-signature.ts'

/** The three functions that Mooring uses of electron-updater. */
export interface Engine {
  /**
   * @returns the version in the feed, if it is newer than this one
   * @throws AppError as `readFeed` does
   */
  look(): Promise<string | null>
  /**
   * Downloads the version that `look` found, unless it is already downloaded.
   *
   * @throws AppError `update_damaged`, `update_untrusted`, `update_place_unwritable`, `disk_full`, `update_failed`, and the errors of
   * `Downloads.save`; a refused file is deleted
   */
  fetch(signal: AbortSignal, onPercent: (percent: number | null) => void): Promise<void>
  /**
   * Starts the installer of the downloaded version and quits. On macOS the system does both, a moment later.
   *
   * @throws AppError `update_damaged` when the download is gone or has changed, `update_failed` when the installer could not be started
   */
  install(): Promise<void>
}

export interface EngineOptions {
  platform: NodeJS.Platform
  /** The running version. */
  version: string
  source: FeedSource
  downloads: Downloads
  /** The folder of a download until it is installed. */
  folder: string
  /** The folder of the random number that decides when this installation gets a staged release. It is never sent. */
  dataFolder: string
  /** The publisher that must have signed a Windows installer, in addition to the feed's signature; null for none. */
  windowsPublisher: string | null
  quit: () => void
  /** Called when the system refuses the download; only on macOS, where Squirrel verifies the signature. */
  onRefused: (error: AppError) => void
}

const mostBytes = 1_000_000_000

export function openEngine(options: EngineOptions): Engine {
  const updater = makeUpdater(options)
  let current: { signal: AbortSignal; onPercent: (percent: number | null) => void } | null = null
  let announced: string[] = []
  let fetched: string | null = null
  let isCalled = false
  let failed: unknown = null

  // Every failure is emitted as an event, in addition to being thrown; one without a listener would end the process.
  updater.on('error', (thrown) => {
    failed = thrown
    if (!isCalled) options.onRefused(toUpdateError(thrown))
  })
  updater.logger = null
  updater.autoDownload = false
  // Squirrel verifies the signature when it gets the file: on macOS before the user confirms, not after.
  updater.autoInstallOnAppQuit = options.platform === 'darwin'
  updater.allowDowngrade = false
  updater.disableDifferentialDownload = true
  updater.disableWebInstaller = true
  updater.forceDevUpdateConfig = true

  const save = async (url: URL, file: string, { sha512 }: { sha512: string }): Promise<void> => {
    const found = await options.downloads.save(url, file, {
      maxBytes: mostBytes,
      signal: current?.signal,
      onProgress: (bytes, whole) => current?.onPercent(whole ? Math.floor((bytes / whole) * 100) : null),
    })
    if (found !== sha512) throw new AppError('update_damaged', { host: url.host })
  }
  // Not in its published types: how it sends requests and where it keeps downloads. Its own code would bypass the app's proxy and
  // certificate authorities, and read a file that only some packages have.
  Object.assign(updater, {
    httpExecutor: { download: save },
    configOnDisk: { value: Promise.resolve(configOf(options)) },
  })
  updater.setFeedURL({ provider: 'custom', updateProvider: providerOf(options.source) })

  async function called<T>(work: () => Promise<T>): Promise<T> {
    isCalled = true
    failed = null
    try {
      const done = await work()
      // Squirrel may refuse a file that electron-updater believes delivered.
      if (failed !== null) throw failed
      return done
    } catch (thrown) {
      throw toUpdateError(thrown)
    } finally {
      isCalled = false
    }
  }

  return {
    async look() {
      const result = await called(() => updater.checkForUpdates())
      announced = result?.updateInfo.files.map(({ sha512 }) => sha512) ?? []
      return result?.isUpdateAvailable ? result.updateInfo.version : null
    },
    async fetch(signal, onPercent) {
      current = { signal, onPercent }
      try {
        await called(async () => {
          await mkdir(options.folder, { recursive: true, mode: 0o700 })
          fetched = (await updater.downloadUpdate())[0] ?? null
        })
      } finally {
        current = null
      }
    },
    async install() {
      // An AppImage is deleted before the newer one is moved to its path, so verify the new one first.
      if (fetched === null || !announced.includes(hashOf(fetched))) throw new AppError('update_damaged')
      await called(async () => {
        if (!(updater instanceof BaseUpdater)) return quitAndInstall(updater)
        if (!updater.install(false, true)) throw failed
        options.quit()
      })
    },
  }
}

/** Never resolves: the system quits the app, or refuses. */
function quitAndInstall(updater: AppUpdater): Promise<never> {
  return new Promise((_resolve, reject) => {
    updater.once('error', reject)
    updater.quitAndInstall()
  })
}

function hashOf(file: string): string {
  return existsSync(file) ? hash('sha512', readFileSync(file), 'base64') : ''
}

function makeUpdater(options: EngineOptions): AppUpdater {
  const app = {
    version: options.version,
    name: 'mooring',
    isPackaged: true,
    appUpdateConfigPath: '',
    userDataPath: options.dataFolder,
    baseCachePath: options.folder,
    whenReady: async () => {},
    relaunch: () => {},
    quit: options.quit,
    onQuit: () => {},
  }
  if (options.platform === 'win32') {
    return Object.assign(new NsisUpdater(null, app), { verifyUpdateCodeSignature: verifyInstaller })
  }
  return options.platform === 'darwin' ? new MacUpdater(undefined, app) : new AppImageUpdater(null, app)
}

function configOf({ windowsPublisher }: EngineOptions): object {
  return {
    updaterCacheDirName: '.',
    ...(windowsPublisher === null ? {} : { publisherName: windowsPublisher }),
  }
}

/** electron-updater requires the feed's parser as a class. */
function providerOf(source: FeedSource) {
  return class SignedProvider extends Provider<UpdateInfo> {
    constructor(_options: unknown, _updater: unknown, runtime: ProviderRuntimeOptions) {
      super(runtime)
    }
    getLatestVersion(): Promise<UpdateInfo> {
      return readFeed(source, `${this.getDefaultChannelName()}.yml`)
    }
    resolveFiles(info: UpdateInfo): ResolvedUpdateFileInfo[] {
      return resolveFiles(info, source.feed)
    }
  }
}

/** Error codes of a download that have another sentence for an update. */
const plainer: Partial<Record<ErrorCode, ErrorCode>> = {
  file_unwritable: 'update_place_unwritable',
  endpoint_insecure: 'update_feed_unreadable',
}

function toUpdateError(thrown: unknown): AppError {
  if (thrown instanceof AppError) {
    const code = plainer[thrown.code]
    return code ? new AppError(code, thrown.detail) : thrown
  }
  const cause = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'unknown'
  switch (cause) {
    case 'ENOSPC':
      return new AppError('disk_full', { cause })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
      return new AppError('update_place_unwritable', { cause })
    case 'ERR_UPDATER_INVALID_SIGNATURE':
      return new AppError('update_untrusted', { cause: 'publisher' })
    case 'ERR_UPDATER_INVALID_VERSION':
    case 'ERR_UPDATER_ZIP_FILE_NOT_FOUND':
      return new AppError('update_feed_unreadable', { cause })
    default:
      return new AppError('update_failed', { cause }, { cause: thrown })
  }
}
