import type { Context } from '../context.ts'
import { column } from '../output/columns.ts'
import { writeDocument } from '../output/document.ts'
import { tableText } from '../output/table.ts'
import { connectionCells, connectionColumns } from './list.ts'

const accountColumns = [
  column('name', 'text'),
  column('mask'),
  column('category'),
  column('type', 'text'),
  column('currency'),
]
const receiptColumns = [column('at'), column('kind'), column('hash')]
const fieldColumns = [column('connection'), column('value', 'text')]

export async function show({ call, parsed, options, output }: Context): Promise<number> {
  const answer = await call('connections.show', { connection: parsed.operands[0] ?? '' })
  const { connection } = answer
  const cells = { ...connectionCells(connection), permissions: connection.permissions.join('; ') }
  if (options.format !== 'table') {
    await writeDocument(output, options, {
      answer,
      items: [connection],
      rows: [cells],
      columns: [...connectionColumns, column('permissions', 'text')],
      none: '',
    })
    return 0
  }
  const look = { shownWidth: output.columns, hasColours: output.hasColours }
  const fields = Object.entries(cells).map(([name, value]) => ({
    connection: name === 'connection' ? 'id' : name.replaceAll('_', ' '),
    value,
  }))
  const { accounts, receipts } = connection
  await output.write(
    [
      tableText(fields, fieldColumns, look),
      accounts.length === 0 ? 'No accounts were read yet.\n' : tableText(accounts, accountColumns, look),
      receipts.length === 0 ? 'There are no receipts.\n' : tableText(receipts, receiptColumns, look),
    ].join('\n'),
  )
  return 0
}
