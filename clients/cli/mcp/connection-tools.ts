import type { McpServer } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { answerOf, commonParts, failureAnswer } from './answer.ts'
import type { App } from './app.ts'
import { hideNumbers } from './hide-numbers.ts'
import { connections } from './inputs.ts'

const annotations = { readOnlyHint: true, destructiveHint: false, openWorldHint: false } as const

/** The tools about connections, datasets and consent. */
export function addConnectionTools(server: McpServer, app: App): void {
  server.registerTool(
    'list_connections',
    {
      title: 'List connections',
      description:
        'The connections to institutions that the user lets this program see: institution, login, labels, status, until when its consent lasts, when it was last read. Needs the level list.',
      inputSchema: z.object({
        needs_attention: z.boolean().optional().describe('Only those that need the user'),
        institution: z.string().max(200).optional(),
        label: z.string().max(200).optional(),
      }),
      outputSchema: z.object({
        ...commonParts,
        connections: z.array(
          z.object({
            id: z.string(),
            institution: z.string(),
            login: z.string(),
            labels: z.array(z.string()),
            status: z.string(),
            environment: z.string().describe('Money is real only in production'),
            consent_ends_at: z.string(),
            last_read_at: z.string().nullable(),
            needs_attention: z.boolean(),
          }),
        ),
      }),
      annotations,
    },
    ({ needs_attention: needsAttention, institution, label }) =>
      answering(async () => {
        const { connections: found } = await app.call('connections.list', {
          needsAttention,
          institution,
          label,
        })
        return {
          connections: found.map((one) => ({
            id: one.id,
            institution: hideNumbers(one.institution),
            login: hideNumbers(one.login),
            labels: one.labels.map(hideNumbers),
            status: one.status,
            environment: one.environment,
            consent_ends_at: one.consentEndsAt,
            last_read_at: one.lastReadAt,
            needs_attention: one.needsAttention,
          })),
        }
      }),
  )

  server.registerTool(
    'pull_status',
    {
      title: 'Status of datasets',
      description:
        'The last run of each dataset that the app keeps up to date by itself: when, with what outcome, how many rows are new. It starts nothing. Needs the level data.',
      inputSchema: z.object({}),
      outputSchema: z.object({
        ...commonParts,
        runs: z.array(
          z.object({
            dataset: z.string(),
            is_running: z.boolean(),
            started_at: z.string().nullable(),
            ended_at: z.string().nullable(),
            outcome: z.string().nullable(),
            inserted: z.number(),
            updated: z.number(),
            error: z.object({ code: z.string(), message: z.string() }).optional(),
          }),
        ),
      }),
      annotations,
    },
    () =>
      answering(async () => {
        const { runs } = await app.call('datasets.status', {})
        return {
          runs: runs.map(({ dataset, isRunning, startedAt, endedAt, outcome, inserted, updated, error }) => ({
            dataset: hideNumbers(dataset),
            is_running: isRunning,
            started_at: startedAt,
            ended_at: endedAt,
            outcome,
            inserted,
            updated,
            ...(error ? { error: { code: error.code, message: error.message } } : {}),
          })),
        }
      }),
  )

  server.registerTool(
    'request_access',
    {
      title: 'Ask the user for access',
      description:
        'Shows the user a question in Mooring, and waits at most 60 seconds for the answer. Call it when a tool says consent_needed, once, with the level that the tool needs. data includes list. The user may allow fewer connections than you ask for.',
      inputSchema: z.object({
        level: z
          .enum(['list', 'data'])
          .describe('list: names and status of connections. data: accounts and what is in them'),
        connections,
      }),
      outputSchema: z.object({
        ...commonParts,
        allowed: z.array(z.object({ connection: z.string(), level: z.string(), until: z.string() })),
      }),
      // It changes what this program may do, but only the user can say yes.
      annotations: { ...annotations, readOnlyHint: false },
    },
    ({ level, connections: asked }) =>
      answering(async () => {
        const { consents } = await app.callAndWait('consent.request', { level, connections: asked ?? [] })
        return {
          allowed: consents.map(({ connectionId, level, until }) => ({
            connection: connectionId,
            level,
            until,
          })),
        }
      }),
  )
}

async function answering(read: () => Promise<Record<string, unknown>>) {
  try {
    return answerOf(await read(), new Date())
  } catch (thrown) {
    return failureAnswer(thrown, new Date())
  }
}
