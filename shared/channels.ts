/** One channel for calls, one for events. Apart from contract.ts, so that the preload carries no schema library. */
export const callChannel = 'mooring:call'
export const eventChannel = 'mooring:event'
