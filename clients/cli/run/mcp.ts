import { makeContext, type Context } from '../context.ts'

/** How long request_access waits for the user's answer. */
const waitMs = 60_000

/** Serves AI tools until stdin ends. Other commands need not load what it needs. */
export async function mcp(context: Context): Promise<number> {
  const { serveTools } = await import('../mcp/serve.ts')
  const at = (ms: number) =>
    makeContext(context.parsed, { ...context.options, waitMs: ms, isQuiet: true }, context)
  const { call, send } = at(0)
  await serveTools({ call, send, callAndWait: at(waitMs).call }, context.version)
  return 0
}
