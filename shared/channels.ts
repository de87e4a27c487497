/** One channel for calls, one for events. Not in contract.ts, so that the preload does not include the schema library. */
export const callChannel = 'mooring:call'
export const eventChannel = 'mooring:event'
