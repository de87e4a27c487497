import { commands, commonFlags, type Flag } from './commands.ts'
import { flagNames } from './help.ts'
import * as topics from './topics.ts'

/**
 * The manual page `mooring(1)`, in mdoc. The packages of Linux have the app's own program under the same name, so the page begins with that.
 *
 * @param app what the page says of the app, in mdoc
 */
export function manualPage(app: { synopsis: string; description: string; files: string }): string {
  return [
    '.Dd November 26, 2026',
    '.Dt MOORING 1',
    '.Os',
    '.Sh NAME',
    '.Nm mooring',
    `.Nd ${plain('link financial institutions, see every connection, end access')}`,
    '.Sh SYNOPSIS',
    app.synopsis,
    '.Nm',
    '.Ar command',
    '.Op Ar connection ...',
    '.Op Ar flags',
    '.Sh DESCRIPTION',
    app.description,
    '.Ss The command',
    paragraph(`With the name of a command it speaks to the running app, to ${topics.purpose}.`),
    '.Pp',
    paragraph(topics.consentText),
    '.Pp',
    paragraph(topics.limitText),
    '.Pp',
    paragraph(topics.connectionText),
    '.Sh COMMANDS',
    '.Bl -tag -width Ds',
    ...commands.flatMap(({ name, operands, text, details, flags, needs }) => [
      `.It Cm ${name}${operands === '' ? '' : ` ${plain(operands)}`}`,
      paragraph([`${text}.`, ...details].join(' ')),
      ...(needs === null ? [] : [`The user has to allow`, `.Dq ${needs} .`]),
      ...(flags.length === 0 ? [] : ['.Bl -tag -width Ds', ...flags.flatMap(item), '.El']),
    ]),
    '.El',
    '.Sh FLAGS OF EVERY COMMAND',
    '.Bl -tag -width Ds',
    ...commonFlags.flatMap(item),
    '.El',
    '.Sh ENVIRONMENT',
    '.Bl -tag -width Ds',
    ...[...topics.variables, ...appVariables]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .flatMap(([name, text]) => [`.It Ev ${name}`, paragraph(`${text}.`)]),
    '.El',
    '.Sh FILES',
    app.files,
    '.Pp',
    ...topics.folders.flatMap(([system, folder], index) => [
      ...(index > 0 ? ['.br'] : []),
      `${system}: ${plain(folder)}`,
    ]),
    '.Pp',
    paragraph(topics.checkoutText),
    '.Sh EXIT STATUS',
    '.Bl -tag -width 130x',
    ...topics.exits.flatMap(([code, text]) => [`.It ${code}`, paragraph(`${text}.`)]),
    '.El',
    '.Sh SEE ALSO',
    '.Xr curl 1 ,',
    '.Xr secret-tool 1',
    '',
  ].join('\n')
}

/** Variables that only the app reads. */
const appVariables: readonly [string, string][] = [
  ['HTTPS_PROXY', 'The proxy that requests of the app to institutions go through'],
  [
    'MOORING_EXTRA_CA',
    'A PEM file with further certificate authorities for the app, for networks that inspect TLS',
  ],
]

function item(flag: Flag): string[] {
  return [`.It ${plain(flagNames(flag))}`, paragraph(`${flag.text}.`)]
}

/** A sentence a line. */
function paragraph(text: string): string {
  return plain(text)
    .replaceAll(/(?<=[^.][.:]) (?=[A-Z])/g, '\n')
    .split('\n')
    .map((line) => (/^['.]/.test(line) ? `\\&${line}` : line))
    .join('\n')
}

/** Text that mdoc and roff take for nothing else. */
function plain(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('’', '\\(cq')
    .replaceAll('“', '\\(lq')
    .replaceAll('”', '\\(rq')
    .replaceAll('~', '\\(ti')
}
