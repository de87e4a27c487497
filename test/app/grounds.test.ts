import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'

vi.doMock('electron', () => ({
  app: {},
  nativeTheme: {},
  protocol: {},
  session: {},
  Menu: {},
  BrowserWindow: {},
}))
const { grounds } = await import('../../electron/main/app/window.ts')

test('the window’s colours before its page is drawn are those of the page, light and dark [EL19]', () => {
  const styles = readFileSync(join(import.meta.dirname, '../../renderer/styles/tokens.css'), 'utf8')
  const declared = [...styles.matchAll(/--ground: (#[0-9a-f]{6});/g)].map(([, colour]) => colour)
  expect(declared).toEqual([grounds.light, grounds.dark])
})
