import { appImage } from './app-image.ts'
import { deb } from './deb.ts'
import { macZip } from './mac-zip.ts'
import { rpm } from './rpm.ts'
import type { Trial } from './trial.ts'

/** The kinds of package that are built and tried on Debian. */
export const packageKinds: Record<string, Trial> = { deb, rpm, appimage: appImage, zip: macZip }

/** Everything that `npm run dist:NAME` can try. */
export const trialNames = [...Object.keys(packageKinds), 'uninstaller']
