import type { Handlers, Method } from '../../shared/contract.ts'

// Nothing here runs. types.test.ts compiles it: each line marked must be an error, and an error elsewhere fails too.

declare const whole: Handlers
declare function call(method: Method): void

const { 'connections.revoke': _revoke, ...lacking } = whole

// @ts-expect-error a handler is missing
export const missing: Handlers = lacking

// @ts-expect-error the contract has no such method
export const unknown: Handlers = { ...whole, 'connections.steal': () => ({}) }

// @ts-expect-error the output is not the method's model
export const wrong: Handlers = { ...whole, 'connections.list': () => ['token'] }

// @ts-expect-error nor can the window call one that the contract has not
call('connections.steal')
