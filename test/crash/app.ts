import { fork, type ChildProcess, type ForkOptions } from 'node:child_process'
import { join } from 'node:path'
import { consentAt } from '../support/consent-at.ts'
import type { Call, Message } from './child.ts'
import type { Verbs } from './verbs.ts'

export interface AppOptions {
  folder: string
  /** Where the app's keychain is kept in files; null for the system's, reached with `env`. */
  keychainFolder: string | null
  env: Record<string, string>
  /** The process whose disks the app sees, where they are its own. */
  disksOf?: number
  /** Who signs in when the app opens the browser. */
  user: string
}

/** The app in a process of its own. */
export interface CrashApp {
  /** @throws Refused as the app refuses it */
  call<V extends keyof Verbs>(verb: V, input: InputOf<V>): Promise<Awaited<ReturnType<Verbs[V]>>>
  /** The steps of a call, none of which killed it. */
  stepsOf<V extends keyof Verbs>(verb: V, input: InputOf<V>): Promise<string[]>
  /** What the app was killed at; null when it came to the end before that. */
  killAt<V extends keyof Verbs>(moment: Moment, verb: V, input: InputOf<V>): Promise<string | null>
  /** The disk is full from a step on. @returns what came of the call; null when it has no such step */
  fillAt<V extends keyof Verbs>(moment: Moment, verb: V, input: InputOf<V>): Promise<string | null>
  stop(): Promise<void>
}

/** When the app is killed: at its effect of this number, or by the parent after a time. */
export type Moment = { step: number } | { afterMs: number }

export class Refused extends Error {
  readonly code: string
  constructor(code: string, text: string) {
    super(text)
    this.code = code
  }
}

type InputOf<V extends keyof Verbs> = Parameters<Verbs[V]>[1]

/** Starts it, and waits until crash recovery is done. */
export async function startCrashApp(options: AppOptions): Promise<CrashApp> {
  const child = startChild(options)
  await child.ready
  return {
    call: async (verb, input) => (await child.call(verb, input)).value as never,
    stepsOf: async (verb, input) => (await child.call(verb, input)).steps,
    killAt: async (moment, verb, input) => {
      const isStep = 'step' in moment
      const finished = child.call(verb, input, isStep ? { stopAt: moment.step } : {}).then(() => null)
      return Promise.race([finished, isStep ? child.killed : child.killAfter(moment.afterMs)])
    },
    fillAt: async (moment, verb, input) => {
      const step = 'step' in moment ? moment.step : 0
      const ended = await child
        .call(verb, input, { stopAt: step, fillsDisk: true })
        .catch((thrown: unknown) => ({ steps: null, value: String(thrown) }))
      if (ended.steps === null) return ended.value
      return ended.steps.length > step ? 'done' : null
    },
    stop: child.stop,
  }
}

/** Starts it to be killed during its own start. @returns what it was killed at; null when it started before that */
export async function killAtStart(options: AppOptions, moment: Moment): Promise<string | null> {
  const isStep = 'step' in moment
  const child = startChild(options, isStep ? moment.step : undefined)
  const name = await Promise.race([
    child.ready.then(() => null),
    isStep ? child.killed : child.killAfter(moment.afterMs),
  ])
  await child.stop()
  return name
}

interface Child {
  ready: Promise<void>
  killed: Promise<string>
  /** Kills it after a time, whatever it does then. */
  killAfter(ms: number): Promise<string>
  call(
    verb: keyof Verbs,
    input: unknown,
    stop?: Partial<Pick<Call, 'stopAt' | 'fillsDisk'>>,
  ): Promise<{ value: unknown; steps: string[] }>
  stop(): Promise<void>
}

function startChild(options: AppOptions, dieAtStart?: number): Child {
  const args = [
    options.folder,
    options.keychainFolder ?? '',
    ...(dieAtStart === undefined ? [] : [`${dieAtStart}`]),
  ]
  const child = fork(join(import.meta.dirname, 'child.ts'), args, {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    ...inNamespaceOf(options.disksOf),
  })
  const said = lastLineOf(child)
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const waiting = new Map<number, (message: Message) => void>()
  let nextId = 0

  const ready = new Promise<void>((resolve) => {
    child.on('message', (raw) => {
      const message = raw as Message
      if (message.kind === 'ready') resolve()
      else if (message.kind === 'opened') signIn(message.url, options.user)
      else waiting.get(message.id)?.(message)
    })
  })
  return {
    ready,
    killed: closed.then(said),
    killAfter: async (ms) => {
      await new Promise((resolve) => setTimeout(resolve, ms))
      child.kill('SIGKILL')
      await closed
      return `after ${Math.round(ms)} ms`
    },
    call: (verb, input, stop = {}) =>
      new Promise((resolve, reject) => {
        const call: Call = { id: nextId++, verb, input, stopAt: null, fillsDisk: false, ...stop }
        waiting.set(call.id, (message) => {
          if (message.kind === 'done') resolve(message)
          if (message.kind === 'failed') reject(new Refused(message.code, message.text))
        })
        child.send(call)
      }),
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
      await closed
    },
  }
}

function inNamespaceOf(pid: number | undefined): Pick<ForkOptions, 'execPath' | 'execArgv'> {
  if (pid === undefined) return { execArgv: [] }
  const flags = ['--target', `${pid}`, '--user', '--mount', '--preserve-credentials']
  return { execPath: 'nsenter', execArgv: [...flags, process.execPath] }
}

/** The last page is the app's own, and may find it killed. */
function signIn(url: string, user: string): void {
  consentAt(url, { user }).catch(() => undefined)
}

function lastLineOf(child: ChildProcess): () => string {
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return () => text.trim().split('\n').at(-1) ?? ''
}
