/** For HTTP that a test replaces, where nothing is streamed. */
export const noStream = (): Promise<never> => Promise.reject(new Error('nothing is streamed here'))
