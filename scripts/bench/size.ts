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
        'under 200',
      ),
      plainRow('page, as it is', sum(page, size)),
      plainRow('main process and preload', sum(main, size)),
      plainRow('of it read when the app starts', sum(atStart, size)),
      plainRow('native modules of this system', sum(native, size)),
      plainRow(
        'what the app adds to Electron, about',
        sum([...page, ...main, ...native], size),
        'under 12,000',
      ),
    ],
    notes: [],
  }
}

function filesIn(pattern: string): string[] {
  return globSync(pattern, { cwd: root }).map((file) => join(root, file))
}

const size = (file: string) => statSync(file).size

function sum(files: string[], measure: (file: string) => number): number {
  return files.reduce((bytes, file) => bytes + measure(file), 0) / 1000
}
