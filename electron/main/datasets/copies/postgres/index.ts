export { ddlText } from './ddl.ts'
export { isLocal, type TeamSecret, type TeamServer } from './connect.ts'
export { testServer } from './test-server.ts'
export { deleteTeamCopy, writeTeamCopy } from './write-copy.ts'
