// What serves scripts, loaded together once it is needed.
export { openListener } from '../local/listener.ts'
export { serveScripts } from '../scripts/serve-scripts.ts'
