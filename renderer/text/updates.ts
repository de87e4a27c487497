import type { UpdateStatus } from '../../shared/models/updates.ts'

/** Updates of the app. */
export const updatesText = {
  updates: {
    title: 'Updates',
    unavailable:
      'Updates are off in this build. It was built without a publisher’s key, so it can’t verify that a new version is genuine.',
    on: 'Check for updates',
    onHint:
      'Mooring checks the update feed a minute after it starts and every six hours. It sends only its version and operating system, and refuses updates that its publisher hasn’t signed.',
    feed: 'Update feed',
    feedHint: (hasOwn: boolean) =>
      `An https address: the publisher’s, or a copy that your organization hosts. Leave empty for ${hasOwn ? 'the built-in feed' : 'none'}.`,
    saveFeed: 'Save',
    check: 'Check now',
    install: 'Restart and update',
    later: 'Later',
    ready: (version: string) => `Mooring ${version} is ready.`,
    readyNext: 'Restart to install it. Your connections stay linked.',
    checkedAt: (ago: string) => `Checked ${ago}.`,
    states: ({ state, version, percent }: UpdateStatus): string => {
      switch (state) {
        case 'unavailable':
        case 'failed':
          return ''
        case 'off':
          return 'Mooring isn’t checking for updates: checking is off, or no update feed is set.'
        case 'waiting':
          return 'Not checked since Mooring started.'
        case 'looking':
          return 'Checking…'
        case 'newest':
          return 'Mooring is up to date.'
        case 'found':
          return `Mooring ${version} is available. Install it with your package manager, or from where you got Mooring.`
        case 'fetching':
          return `Downloading Mooring ${version}${percent === null ? '' : `, ${percent}%`}. You can keep working.`
        case 'ready':
          return `Mooring ${version} is downloaded and verified. Restart to install it.`
      }
    },
  },
} as const
