import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/run.ts'

/** Phrases that users did not understand at first, by where they were. */
const unclear: Record<string, RegExp[]> = {
  'first run': [/ends it with one click/, /We show the redirect/],
  list: [
    /needs you/i,
    /data as of/,
    /as of just now/,
    /'Waiting'/,
    /out of order/,
    /Consent until/,
    /did not work/,
    /by itself/,
    /at the moment/,
    /link(ed)? (\w+ )?again\b/i,
    /shares no account data/,
  ],
  pane: [
    /token good until/,
    /token is over/,
    /What it may read/,
    /What is on each account/,
    /What went/,
    /'Reads'/,
    /accounts read'/,
    /Revoke pressed/,
    /Revoke taken back/,
    /'Interaction/,
    /The row goes/,
    /Address mooring/,
    /Copy address/,
  ],
  transactions: [/Read more/, /Read from the institution/, /does not keep them/],
  link: [
    /does not come back/,
    /Go on with/,
    /of the accounts that you choose/,
    /To stop it/,
    /Comes back to/,
    /Somebody else/,
    /If that was not meant/,
  ],
  fixing: [/'Leave'/],
  form: [
    /How the answer comes/,
    /How Mooring shows/,
    /Letter for letter/,
    /Akoya at other hosts/,
    /Have the answer brought/,
    /Shown in the window/,
    /what lets a connection last/,
  ],
  health: [
    /Way back/,
    /stand on/,
    /own addresses arrives/,
    /Every page is sound/,
    /judged by/,
    /What stands on/,
    /Look at this/,
    /'Does not work'/,
  ],
  settings: [
    /'Quiet(?! hours)/,
    /Any program will do/,
    /looks for none/,
    /From \w+ to \w+/,
    /Consent['’]s end/,
  ],
  stopped: [/Begin anew/, /put back the copy/],
  spelling: [/\d ?\} %|\d %/, /e-mail/i, /Client id\b/, /user name/i],
}

const texts = globSync('renderer/text/*.ts', { cwd: root }).map((file) => ({
  file,
  lines: readFileSync(join(root, file), 'utf8').split('\n'),
}))

test.each(Object.entries(unclear))(
  'no text has an unclear phrase of the %s again [W-words]',
  (_where, phrases) => {
    const found = texts.flatMap(({ file, lines }) =>
      lines
        .filter((line) => phrases.some((phrase) => phrase.test(line)))
        .map((line) => `${file}: ${line.trim()}`),
    )
    expect(found).toEqual([])
  },
)
