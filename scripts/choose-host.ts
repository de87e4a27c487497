import { release } from 'node:os'
import { ageObstacle, findObstacle } from './electron-obstacles.ts'
import { findHost, standIn, type Host } from './electron.ts'

/**
 * What `npm start` and `npm run dev` run on: Electron, downloaded where it is missing, unless something on this system is in its way. That
 * is said, with what to type, and the stand-in takes its place. A system that is too old is seen before the download. Ubuntu's rule is
 * not: the two lines to type name a file of the download.
 *
 * @throws Error with MOORING_HOST=electron, when Electron can't start; what was only concluded from settings is no reason then
 */
export function hostThatStarts(
  system = { platform: process.platform, kernel: release() },
  wanted = process.env['MOORING_HOST'],
): Host {
  const age = wanted === 'stand-in' ? null : ageObstacle(system.platform, system.kernel)
  if (age !== null) return insteadOf(age, wanted)
  const host = findHost({ download: true })
  const obstacle = host.kind === 'electron' ? findObstacle(host.path) : null
  if (obstacle === null) return host
  if (!obstacle.isGuess) return insteadOf(obstacle.text, wanted)
  if (wanted !== 'electron')
    return insteadOf(`${obstacle.text}\nTo try Electron all the same: MOORING_HOST=electron`, wanted)
  console.log(obstacle.text)
  console.log('It is started all the same, as MOORING_HOST says.')
  return host
}

function insteadOf(obstacle: string, wanted: string | undefined): Host {
  if (wanted === 'electron') throw new Error(obstacle)
  console.log(obstacle)
  return standIn('Until then')
}
