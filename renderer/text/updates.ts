import type { UpdateStatus } from '../../shared/models/updates.ts'

/** Newer versions of the app. */
export const updatesText = {
  updates: {
    title: 'Updates',
    unavailable:
      'This Mooring was built without a publisher’s key, so it could not tell a genuine newer version from another. It looks for none.',
    on: 'Look for newer versions',
    onHint:
      'Mooring asks the update feed a minute after it starts and every six hours, and sends nothing but its version and system. What is not signed by its publisher is refused.',
    feed: 'Update feed',
    feedHint: (hasOwn: boolean) =>
      `An https address: the publisher’s, or a copy that your organisation keeps. Leave it empty for ${hasOwn ? 'the one that came with Mooring' : 'none'}.`,
    saveFeed: 'Save address',
    look: 'Check now',
    install: 'Restart and update',
    later: 'Later',
    ready: (version: string) => `Mooring ${version} is ready.`,
    readyNext: 'It is installed when you restart; nothing that you have linked changes.',
    lookedAt: (ago: string) => `Checked ${ago}.`,
    states: ({ state, version, percent }: UpdateStatus): string => {
      switch (state) {
        case 'unavailable':
        case 'failed':
          return ''
        case 'off':
          return 'Mooring does not look for newer versions: it is switched off, or no update feed is set.'
        case 'waiting':
          return 'Not checked since Mooring started.'
        case 'looking':
          return 'Checking…'
        case 'newest':
          return 'This is the newest version.'
        case 'found':
          return `Mooring ${version} is out. Your system’s package manager installs it, or you do, from where you got Mooring.`
        case 'fetching':
          return `Mooring ${version} is being downloaded${percent === null ? '' : `, ${percent} %`}. You can go on working.`
        case 'ready':
          return `Mooring ${version} is ready and checked. It is installed when you restart.`
      }
    },
  },
} as const
