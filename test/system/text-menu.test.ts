import { expect, test } from 'vitest'
import { textMenu } from '../../electron/main/system/text-menu.ts'

const none = {
  canUndo: false,
  canRedo: false,
  canCut: false,
  canCopy: false,
  canPaste: false,
  canDelete: false,
  canSelectAll: false,
  canEditRichly: false,
}

/** The names of what can be chosen. */
const offered = (params: Parameters<typeof textMenu>[0]) =>
  textMenu(params)
    .filter(({ enabled = true, role }) => enabled && role !== undefined)
    .map(({ role }) => role)

test('a text field offers what can be done there, and greys the rest [EL18]', () => {
  const editFlags = { ...none, canPaste: true, canSelectAll: true }
  const params = { isEditable: true, selectionText: '', editFlags }
  expect(offered(params)).toEqual(['paste', 'selectAll'])
  expect(textMenu(params).flatMap(({ role }) => role ?? [])).toEqual([
    'undo',
    'redo',
    'cut',
    'copy',
    'paste',
    'selectAll',
  ])
})

test('selected text can be copied, and anything else has no menu [EL18]', () => {
  const editFlags = { ...none, canCopy: true }
  expect(offered({ isEditable: false, selectionText: 'Mikomo', editFlags })).toEqual(['copy'])
  expect(textMenu({ isEditable: false, selectionText: ' ', editFlags })).toEqual([])
})
