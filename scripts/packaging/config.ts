import { flipFuses } from '@electron/fuses'
import type { AfterPackContext, Configuration, WindowsConfiguration } from 'electron-builder'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, parse } from 'plist'
import { root } from '../run.ts'
import { fuses } from './fuses.ts'
import { debDepends, rpmDepends } from './libraries.ts'
import { nameOf, type Target } from './targets.ts'

const executableName = 'mooring'

const afterRemove = 'build/linux/after-remove.sh'

/** What a deb and an rpm have besides the app, as arguments of fpm: file=where. */
const linuxFiles = [
  ['build/linux/app.mooring.desktop.metainfo.xml', '/usr/share/metainfo/app.mooring.desktop.metainfo.xml'],
  ['build/linux/mooring.1', '/usr/share/man/man1/mooring.1'],
  ['LICENSE', '/usr/share/doc/mooring/copyright'],
].map(([from = '', to]) => `${join(root, from)}=${to}`)

/** An rpm leaves behind each folder that it does not own. */
const ownFolders = ['/opt/Mooring', '/usr/share/doc/mooring'].flatMap((folder) => ['--directories', folder])

/**
 * How Mooring is packaged. Signing and notarizing take their credentials from the environment (docs/release.md); without them the
 * packages are unsigned, which the release workflow refuses. Made anew for each build: electron-builder writes into it.
 */
export function packaging(target: Target): Configuration {
  const name = nameOf(target)
  const isSigned = process.env['MOORING_SIGN'] === '1'
  return {
    appId: 'app.mooring.desktop',
    productName: 'Mooring',
    copyright: 'Copyright © The Mooring authors',
    directories: { buildResources: 'build', output: 'dist' },
    // Of Electron's own languages: the window speaks English.
    electronLanguages: ['en', 'en-US', 'en_US'],
    asar: { smartUnpack: false },
    asarUnpack: ['**/*.node'],
    // Both native modules are Node-API and carry their binaries.
    npmRebuild: false,
    files: [
      'out/**/*',
      // The command needs no Electron: it lies beside the archive.
      '!out/cli/**',
      '!out/**/*.map',
      'package.json',
      'LICENSE',
      '!**/node_modules/**/*.{md,ts,map,gyp,gypi,c,cc,cpp,h,sh}',
      '!**/node_modules/better-sqlite3/{deps,src}/**',
      '!**/node_modules/keytar/{src,build,script}/**',
      // Only to compile keytar.
      '!**/node_modules/node-addon-api/**',
      // Of the native modules what this system and processor need. Not in a system's own list of files: there exclusions alone let
      // everything else of the project in.
      `!**/node_modules/better-sqlite3/lib/!(${name}|binding|database|index|sqlite-error|util).js`,
      `!**/node_modules/better-sqlite3/prebuilds/!(${name}.node)`,
      `!**/node_modules/keytar/prebuilds/!(${name})/**`,
    ],
    extraResources: [
      { from: 'out/cli', to: 'cli' },
      ...(target.system === 'win32' ? [{ from: 'build/windows/mooring.cmd', to: 'cli/mooring.cmd' }] : []),
    ],
    afterPack,
    // On Linux the packages are signed by whoever offers them.
    forceCodeSigning: isSigned && target.system !== 'linux',
    protocols: [{ name: 'Mooring', schemes: ['mooring'] }],
    // The feeds of a release are written and signed by `npm run dist:feeds`.
    publish: null,

    linux: {
      executableName,
      target: ['AppImage', 'deb', 'rpm'],
      category: 'Office',
      icon: 'icons',
      synopsis: 'Linked financial connections in one window',
      maintainer: 'The Mooring authors <maintainers@mooring.example>',
      executableArgs: [],
      desktop: { entry: { StartupWMClass: 'mooring', Keywords: 'bank;finance;OAuth;consent;' } },
    },
    deb: {
      depends: debDepends,
      recommends: ['gnome-keyring | kwalletmanager'],
      packageCategory: 'misc',
      afterRemove,
      fpm: linuxFiles,
    },
    rpm: { depends: rpmDepends, afterRemove, fpm: [...ownFolders, ...linuxFiles] },
    // The default toolset writes --no-sandbox into the desktop entry.
    toolsets: { appimage: '1.0.3' },

    win: {
      icon: 'build/icon.ico',
      target: ['nsis'],
      ...(target.system === 'win32' ? azureSigning(process.env) : {}),
    },
    nsis: {
      oneClick: true,
      perMachine: false,
      deleteAppDataOnUninstall: false,
      include: 'build/windows/uninstall.nsh',
      // Each processor is packaged by itself: its installer must not have the name of the other.
      buildUniversalInstaller: false,
    },

    mac: {
      icon: 'build/icon.icns',
      target: ['dmg', 'zip'],
      category: 'public.app-category.finance',
      minimumSystemVersion: '13.0',
      hardenedRuntime: true,
      notarize: isSigned,
      gatekeeperAssess: false,
      entitlements: 'build/entitlements.mac.plist',
      entitlementsInherit: 'build/entitlements.mac.plist',
      extendInfo: {
        NSAppTransportSecurity: { NSAllowsArbitraryLoads: false, NSAllowsLocalNetworking: true },
      },
    },
  }
}

/**
 * Signing for Windows by Azure Artifact Signing; empty where it has no account, and then the certificate of WIN_CSC_LINK signs.
 *
 * @throws Error that names what is not set, when some of it is
 */
function azureSigning(env: NodeJS.ProcessEnv): Pick<WindowsConfiguration, 'azureSignOptions'> {
  const {
    AZURE_SIGNING_ENDPOINT = '',
    AZURE_SIGNING_ACCOUNT = '',
    AZURE_SIGNING_PROFILE = '',
    MAIN_VITE_UPDATE_PUBLISHER = '',
  } = env
  const account = { AZURE_SIGNING_ENDPOINT, AZURE_SIGNING_ACCOUNT, AZURE_SIGNING_PROFILE }
  if (Object.values(account).every((value) => value === '')) return {}
  const unset = Object.entries({ ...account, MAIN_VITE_UPDATE_PUBLISHER }).filter(([, value]) => value === '')
  if (unset.length > 0) {
    throw new Error(
      `To sign with Azure, ${unset.map(([name]) => name).join(' and ')} must be set too. See docs/release.md.`,
    )
  }
  return {
    azureSignOptions: {
      endpoint: AZURE_SIGNING_ENDPOINT,
      codeSigningAccountName: AZURE_SIGNING_ACCOUNT,
      certificateProfileName: AZURE_SIGNING_PROFILE,
      publisherName: MAIN_VITE_UPDATE_PUBLISHER,
    },
  }
}

async function afterPack(context: AfterPackContext): Promise<void> {
  const isForMac = context.electronPlatformName === 'darwin'
  if (isForMac) demandTls(context)
  await flipFuses(executableOf(context), {
    ...fuses,
    // Apple silicon runs nothing whose signature does not hold; the tool for it is on macOS alone.
    resetAdHocDarwinSignature: isForMac && process.platform === 'darwin',
  })
}

/** Electron's own property list lets the system's network code do without TLS; only addresses of this computer need that. */
function demandTls({ appOutDir, packager }: AfterPackContext): void {
  const file = join(appOutDir, `${packager.appInfo.productFilename}.app`, 'Contents/Info.plist')
  const properties = parse(readFileSync(file, 'utf8')) as Record<string, never>
  writeFileSync(file, build({ ...properties, NSAppTransportSecurity: { NSAllowsLocalNetworking: true } }))
}

/** Of a packed app, still in its folder. */
function executableOf({ appOutDir, electronPlatformName, packager }: AfterPackContext): string {
  const { productFilename } = packager.appInfo
  switch (electronPlatformName) {
    case 'darwin':
      return join(appOutDir, `${productFilename}.app`)
    case 'win32':
      return join(appOutDir, `${productFilename}.exe`)
    default:
      return join(appOutDir, executableName)
  }
}
