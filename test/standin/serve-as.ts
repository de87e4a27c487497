import { createRequire, registerHooks } from 'node:module'

/**
 * Makes `import` and `require` of a name give one and the same object, members by name. Playwright asks the inspector for
 * `require('electron')`, and what it changes there must change for the app.
 */
export function serveAs(name: string, value: object): void {
  const url = `standin:${name}`
  Reflect.set(globalThis, Symbol.for(url), value)
  const source = [
    `const value = globalThis[Symbol.for('${url}')]`,
    'export default value',
    ...Object.keys(value).map((member) => `export const ${member} = value.${member}`),
  ].join('\n')

  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === name ? { url, format: 'module', shortCircuit: true } : next(specifier, context),
    load: (loaded, context, next) =>
      loaded === url ? { format: 'module', source, shortCircuit: true } : next(loaded, context),
  })
  const require = createRequire(import.meta.url)
  Reflect.set(globalThis, 'require', (asked: string) => (asked === name ? value : require(asked)))
}
