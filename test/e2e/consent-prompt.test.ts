import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { dropFolder, newDataFolder, startApp, type RunningApp } from '../support/app.ts'
import { linkMikomoInWindow } from '../support/browser-user.ts'
