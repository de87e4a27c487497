import { FuseV1Options, FuseVersion, type FuseV1Config } from '@electron/fuses'

/** What the packaged Electron may do, each of its fuses by name: a new one in a later version fails the build until it is decided. */
export const fuses = {
  version: FuseVersion.V1,
  strictlyRequireAllFuses: true,
  // Nobody runs code of their own as this app.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  // The window's files come over a scheme of the app's own.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // The app has no cookies. With it Chromium would make a key of its own in the system's keychain.
  [FuseV1Options.EnableCookieEncryption]: false,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.WasmTrapHandlers]: true,
} satisfies FuseV1Config
