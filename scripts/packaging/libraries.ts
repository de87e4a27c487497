import { execFileSync } from 'node:child_process'

/**
 * The shared libraries that a Linux system must have, by the names in their headers (soname), each with the Debian packages that
 * carry it: of two names the one of Debian 13 and Ubuntu 24.04 first, because the older one is there only a name that several
 * packages provide.
 */
export const libraries: Record<string, string> = {
  // Electron's program is linked with these: the packaged tests compare the list with the program itself.
  'libX11.so.6': 'libx11-6',
  'libXcomposite.so.1': 'libxcomposite1',
  'libXdamage.so.1': 'libxdamage1',
  'libXext.so.6': 'libxext6',
  'libXfixes.so.3': 'libxfixes3',
  'libXrandr.so.2': 'libxrandr2',
  'libasound.so.2': 'libasound2t64 | libasound2',
  'libatk-1.0.so.0': 'libatk1.0-0t64 | libatk1.0-0',
  'libatk-bridge-2.0.so.0': 'libatk-bridge2.0-0t64 | libatk-bridge2.0-0',
  'libatspi.so.0': 'libatspi2.0-0t64 | libatspi2.0-0',
  'libcairo.so.2': 'libcairo2',
  'libcups.so.2': 'libcups2t64 | libcups2',
  'libdbus-1.so.3': 'libdbus-1-3',
  'libexpat.so.1': 'libexpat1',
  'libgbm.so.1': 'libgbm1',
  'libgcc_s.so.1': 'libgcc-s1',
  'libgio-2.0.so.0': 'libglib2.0-0t64 | libglib2.0-0',
  'libglib-2.0.so.0': 'libglib2.0-0t64 | libglib2.0-0',
  'libgobject-2.0.so.0': 'libglib2.0-0t64 | libglib2.0-0',
  'libnspr4.so': 'libnspr4',
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libpango-1.0.so.0': 'libpango-1.0-0',
  'libsmime3.so': 'libnss3',
  'libudev.so.1': 'libudev1',
  'libxcb.so.1': 'libxcb1',
  'libxkbcommon.so.0': 'libxkbcommon0',
  // Electron loads these while it runs: its file dialogs and its notifications.
  'libgtk-3.so.0': 'libgtk-3-0t64 | libgtk-3-0',
  'libnotify.so.4': 'libnotify4',
  // keytar.
  'libsecret-1.so.0': 'libsecret-1-0',
}

/** What better-sqlite3's binaries need: the C library since Debian 12, Ubuntu 22.04 and RHEL 9, and that of GCC 11 for C++. */
export const oldest = { glibc: '2.34', libstdcxx: '3.4.29' }

/** Opens addresses in the browser. */
const commands = ['xdg-utils']

export const debDepends = [
  ...new Set(Object.values(libraries)),
  `libc6 (>= ${oldest.glibc})`,
  'libstdc++6 (>= 11)',
  ...commands,
].toSorted()

/** By what every rpm of a library provides by itself: the names of packages differ from one distribution to another. */
export const rpmDepends = [
  ...Object.keys(libraries).map((name) => `${name}()(64bit)`),
  `libc.so.6(GLIBC_${oldest.glibc})(64bit)`,
  `libstdc++.so.6(GLIBCXX_${oldest.libstdcxx})(64bit)`,
  ...commands,
].toSorted()

/** What belongs to the C and C++ libraries, which are demanded by version. */
const ofTheBase = /^(lib(c|m|dl|rt|pthread)\.so\.\d|libstdc\+\+\.so\.6|ld-linux.*)$/

export interface LinkedBinary {
  /** Sonames, without those of the C and C++ libraries. */
  libraries: string[]
  /** The newest versions of symbols that it takes; null for none. */
  glibc: string | null
  libstdcxx: string | null
}

/** What a program or library for Linux is linked with. Needs `objdump`. */
export function readLinkedBinary(file: string): LinkedBinary {
  const text = execFileSync('objdump', ['--private-headers', file], { encoding: 'utf8' })
  return {
    libraries: matches(text, /^ +NEEDED +(\S+)$/gm).filter((name) => !ofTheBase.test(name)),
    glibc: newest(matches(text, /\bGLIBC_([\d.]+)$/gm)),
    libstdcxx: newest(matches(text, /\bGLIBCXX_([\d.]+)$/gm)),
  }
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, found]) => found ?? '')
}

function newest(versions: string[]): string | null {
  return versions.toSorted(byVersion).at(-1) ?? null
}

/** Compares `2.4` and `2.34` number by number. */
export function byVersion(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true })
}
