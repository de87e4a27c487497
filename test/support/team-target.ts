import type { TeamTarget } from '../../shared/models/team.ts'

/** A team's database that nobody connects to. */
export const someTarget: TeamTarget = {
  host: 'db.example.com',
  port: 5432,
  database: 'team',
  user: 'ana',
  schema: 'mooring',
  tls: 'verify-full',
  signIn: 'password',
  owner: 'Ana',
  withNames: true,
}
