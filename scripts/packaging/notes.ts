import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../run.ts'

/** Prints the release notes of this version, from CHANGELOG.md. */
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const chapters = readFileSync(join(root, 'CHANGELOG.md'), 'utf8').split(/^## /m).slice(1)
const chapter = chapters.find((text) => text.startsWith(version))
if (chapter === undefined) throw new Error(`CHANGELOG.md has no chapter for ${version}.`)
console.log(chapter.slice(chapter.indexOf('\n')).trim())
