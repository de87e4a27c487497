import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { migrate, migrations } from '../../electron/main/store/migrations/index.ts'

test('old entries get the login and label of their connection, and stay append-only', () => {
  const store = new Database(':memory:')
  migrate(
    store,
    migrations.slice(
      0,
      migrations.findIndex((sql) => sql.includes('ADD COLUMN login')),
    ),
  )
  store.exec(`
    PRAGMA foreign_keys = OFF;
    INSERT INTO registrations (id, name, environment, client_id, has_secret, scopes, redirect, created_at)
      VALUES ('r', 'r', '{}', 'c', 0, '[]', '{}', 0);
    INSERT INTO institutions (id, registration_id, connector, name, consent_days, created_at) VALUES ('i', 'r', 'x', 'I', 365, 0);
    INSERT INTO connections (id, registration_id, institution_id, sub, signed_in_as, grant_id, created_at, forgetting, label)
      VALUES ('c1', 'r', 'i', 's1', 'ana', 'g1', 0, 0, 'Desk'), ('c2', 'r', 'i', 's2', '', 'g2', 0, 0, NULL);
    INSERT INTO activity (connection_id, institution_name, at, kind)
      VALUES ('c1', 'I', 0, 'linked'), ('c2', 'I', 0, 'linked'), ('gone', 'I', 0, 'linked');
  `)
  migrate(store)
  expect(store.prepare('SELECT login, labels FROM activity ORDER BY id').all()).toEqual([
    { login: 'ana', labels: '["Desk"]' },
    { login: null, labels: null },
    { login: null, labels: null },
  ])
  expect(() => store.exec("UPDATE activity SET login = 'other'")).toThrow('append-only')
  store.close()
})
