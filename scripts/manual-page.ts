import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { manualPage } from '../clients/cli/reference/manual-page.ts'
import { root } from './run.ts'

/** What `mooring(1)` says of the app: the packages of Linux have its program under that name, too. */
const app = {
  synopsis: ['.Nm', '.Op Ar address', '.Nm', '.Fl \\-smoke'].join('\n'),
  description: `.Nm
opens the window of Mooring.
It links financial institutions with OAuth 2, shows what each connection may read and until when, and ends access with one click.
If Mooring is running already, its window comes to the front.
.Pp
The arguments are as follows:
.Bl -tag -width Ds
.It Ar address
An address that begins with
.Li mooring:// :
it shows the connection that it names, and can do nothing else.
.It Fl \\-smoke
Start with empty data in a temporary folder, check window, menu, database and network, print one line and quit.
.El
.Pp
The switches of Chromium and Node that let another program look into Mooring, or that weaken its sandbox, are refused.`,
  files: `.Bl -tag -width Ds
.It Pa ~/.config/Mooring
The data: a database, its backups and the logs.
Tokens and secrets are not among them: they are in the Secret Service (GNOME Keyring, KWallet) under
.Li app.mooring .
Removing the package leaves both.
.It Pa .mooring/key
The key of a program that uses the command, in that program\\(cqs working directory.
.El`,
}

export function writtenManualPage(): string {
  return manualPage(app)
}

if (import.meta.main) writeFileSync(join(root, 'build/linux/mooring.1'), writtenManualPage())
