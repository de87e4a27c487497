import { globSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { nativeFilesOf } from '../../electron/main/start/native-files.ts'
import { root } from '../run.ts'
import { plainRow, type Section } from './figures.ts'

/** What the build weighs. What it adds to Electron in a package is measured by `npm run dist:verify`. */
export function sizeSection(): Section {
  const page = filesIn('out/renderer/**/*.{js,css,html}')
  const main = filesIn('out/{main,preload}/**/*.{js,cjs,json}')
  const atStart = main.filter((file) => !file.includes('chunks'))
  const native = nativeFilesOf(process.platform, process.arch).map((name) => join(root, 'node_modules', name))
  return {
    title: 'Size',
    unit: 'kB',
    rows: [
      plainRow(
        'page, scripts and styles, gzip',
        sum(page, (file) => gzipSync(readFileSync(file)).length),
        { of: 'p50', most: 200 },
      ),
      plainRow('page, as it is', sum(page, size)),
      plainRow('main process and preload', sum(main, size)),
      plainRow('of it read when the app starts', sum(atStart, size)),
      plainRow('native modules of this system', sum(native, size)),
      plainRow('what the app adds to Electron, about', sum([...page, ...main, ...native], size), {
        of: 'p50',
        most: 12_000,
      }),
    ],
    notes: [],
  }
}

interface SourceMap {
  sources: string[]
  sourcesContent: string[]
}

/** What the main process evaluates before it opens the window, by package, from the map of its bundle. */
export function modulesSection(): Section {
  const map = JSON.parse(readFileSync(join(root, 'out/main/index.js.map'), 'utf8')) as SourceMap
  const modules = map.sources.map((source, index) => ({
    from: packageOf(source),
    bytes: map.sourcesContent[index]?.length ?? 0,
  }))
  const packages = [...Map.groupBy(modules, ({ from }) => from)]
    .map(([from, held]) => ({
      what: `${from}, ${held.length} modules`,
      kilobytes: held.reduce((bytes, module) => bytes + module.bytes, 0) / 1000,
    }))
    .toSorted((a, b) => b.kilobytes - a.kilobytes)
  return {
    title: `Main process: ${modules.length} modules are evaluated before the window, as their sources are`,
    unit: 'kB',
    rows: packages.slice(0, 10).map(({ what, kilobytes }) => plainRow(what, kilobytes)),
    notes: packages.length > 10 ? [`and ${packages.length - 10} smaller ones`] : [],
  }
}

function packageOf(source: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? 'Mooring'
}

function filesIn(pattern: string): string[] {
  return globSync(pattern, { cwd: root }).map((file) => join(root, file))
}

const size = (file: string) => statSync(file).size

function sum(files: string[], measure: (file: string) => number): number {
  return files.reduce((bytes, file) => bytes + measure(file), 0) / 1000
}
