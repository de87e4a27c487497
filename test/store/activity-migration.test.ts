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

test('entries and columns that an earlier version named otherwise have the names of the window', () => {
  const store = new Database(':memory:')
  const step = migrations.findIndex((sql) => sql.includes('RENAME COLUMN forgetting'))
  migrate(store, migrations.slice(0, step))
  store.exec(`
    PRAGMA foreign_keys = OFF;
    INSERT INTO connections (id, registration_id, institution_id, sub, signed_in_as, grant_id, created_at, forgetting)
      VALUES ('c1', 'r', 'i', 's1', 'ana', 'g1', 0, 1);
    INSERT INTO activity (connection_id, institution_name, at, kind)
      VALUES ('c1', 'I', 0, 'linked'), ('c2', 'I', 0, 'forgotten'), ('c3', 'I', 0, 'given_back');
  `)
  migrate(store, migrations.slice(0, step + 1))
  expect(store.prepare('SELECT removing FROM connections').all()).toEqual([{ removing: 1 }])
  expect(store.prepare('SELECT kind FROM activity ORDER BY id').pluck().all()).toEqual([
    'linked',
    'removed',
    'orphan_revoked',
  ])
  expect(() => store.exec("UPDATE activity SET kind = 'other'")).toThrow('append-only')
  store.close()
})
